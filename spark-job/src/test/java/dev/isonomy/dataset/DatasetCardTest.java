package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class DatasetCardTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("tone", List.of("dark", "light")),
          new Attribute("side", List.of("left", "right")));

  private static DatasetCard card(long images) {
    Map<String, Long> counts = new TreeMap<>(Map.of("dark.left", 10L, "light.right", 12L));
    List<DatasetCard.Part> splits =
        List.of(
            new DatasetCard.Part("train", images - 2, 900, List.of("data/train-*.parquet")),
            new DatasetCard.Part(
                "validation", 2, 100, List.of("data/a.parquet", "data/b.parquet")));
    return new DatasetCard(
        SPACE, images, splits, counts, "tiny 1", "beef", "Apache-2.0", "20 DDIM steps");
  }

  @Test
  void frontMatterNamesFilesImagesAndClasses() {
    assertThat(card(22).markdown())
        .startsWith("---\nlicense: apache-2.0\n")
        .contains(
            """
              data_files:
              - split: train
                path:
                - data/train-*.parquet
              - split: validation
                path:
                - data/a.parquet
                - data/b.parquet
            """)
        .contains("  splits:\n  - name: train\n    num_bytes: 900\n    num_examples: 20\n")
        .contains("| validation | 2 |")
        .contains("  - name: image\n    dtype: image\n")
        .contains(
            """
              - name: 'side'
                dtype:
                  class_label:
                    names:
                      '0': 'left'
                      '1': 'right'
            """)
        .contains("| light.right | 12 |");
  }

  @Test
  void everyColumnOfTheSchemaIsAFeature() {
    String card = card(22).markdown();
    StructType schema = DatasetSchema.of(SPACE);
    for (String column : schema.fieldNames()) {
      assertThat(card).containsAnyOf("- name: " + column + "\n", "- name: '" + column + "'\n");
    }
  }

  @Test
  void sizeCategoriesFollowTheHub() {
    assertThat(card(999).markdown()).contains("- n<1K\n");
    assertThat(card(1_000).markdown()).contains("- 1K<n<10K\n");
    assertThat(card(123_456).markdown()).contains("- 100K<n<1M\n");
  }
}
