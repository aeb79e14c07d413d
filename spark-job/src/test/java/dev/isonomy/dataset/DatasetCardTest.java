package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.plan.Completion;
import dev.isonomy.plan.ComponentWeights;
import dev.isonomy.plan.Weighting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return card(images, splits, counts, Making.EQUAL_QUOTAS);
  }

  private static DatasetCard card(
      long images, List<DatasetCard.Part> splits, Map<String, Long> counts, Making making) {
    return new DatasetCard(
        SPACE, images, splits, counts, "tiny 1", "beef", "Apache-2.0", "20 DDIM steps", making);
  }

  private static String page(Making making) {
    return card(22, List.of(), Map.of("dark.left", 22L), making).markdown();
  }

  @Test
  void onlyEqualQuotasAreCalledBalanced() {
    assertThat(page(Making.EQUAL_QUOTAS))
        .contains("balanced cells", "had to confirm each image", "equal counts of labelled cells");
    Making shares = new Making(Optional.empty(), Optional.empty(), false, List.of());
    assertThat(page(shares))
        .doesNotContain("alanced")
        .contains("counts of labelled cells are those that were asked for");
  }

  @Test
  void aSetThatCompletesAnotherSaysSo() {
    Completion completion =
        new Completion(CellDistribution.uniform(SPACE), new long[] {900, 3, 0, 97});

    assertThat(
            page(
                new Making(Optional.empty(), Optional.of(completion), false, List.of("dark.left"))))
        .contains(
            "They complete a data set of 1,000 labelled images",
            "this set alone is not balanced",
            "No image was made of the excluded cells dark.left.")
        .doesNotContain("balanced cells");
  }

  @Test
  void aSetOfWeightedDrawsPromisesNoQuotas() {
    ComponentWeights weights =
        new ComponentWeights(new double[] {1}, new double[] {0.5, 0.5, 0, 0}, 0);
    for (Weighting.Source source : Weighting.Source.values()) {
      Weighting prior = new Weighting("prior", source, weights);
      assertThat(page(new Making(Optional.of(prior), Optional.empty(), true, List.of())))
          .contains(
              source == Weighting.Source.UNAIDED
                  ? "The model ran unaided, and every image is kept: no cell has a quota."
                  : "Its codes were drawn by the mixture's own weights")
          .doesNotContain("alanced", "had to confirm");
    }
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
