package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.plan.Completion;
import dev.isonomy.plan.ComponentWeights;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Weighting;
import dev.isonomy.spark.task.ImageSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

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
        SPACE,
        images,
        splits,
        counts,
        "tiny 1",
        "beef",
        "Apache-2.0",
        false,
        "20 DDIM steps",
        making);
  }

  private static String page(Making making) {
    return card(22, List.of(), Map.of("dark.left", 22L), making).markdown();
  }

  @Test
  void onlyEqualQuotasAreCalledBalanced() {
    assertThat(page(Making.EQUAL_QUOTAS))
        .contains("balanced cells", "had to confirm each image", "equal counts of labelled cells");
    Making shares = new Making(Optional.empty(), Optional.empty(), false, List.of(), List.of(), 0);
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
                new Making(
                    Optional.empty(),
                    Optional.of(completion),
                    false,
                    List.of("dark.left"),
                    List.of(),
                    0)))
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
    for (Start start : List.of(new Start.Noise(), new Start.Code())) {
      Weighting prior = new Weighting("prior", start, weights);
      assertThat(
              page(new Making(Optional.of(prior), Optional.empty(), true, List.of(), List.of(), 0)))
          .contains(
              prior.unaided()
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
    StructType schema = ImageSchema.of(SPACE);
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

  @Test
  void namesOfAnyKindAreReadBackFromTheFrontMatterAndKeepTheTableWhole() {
    List<String> classes =
        List.of(
            "it's", "\"b\"", "a|b", "50%", "v1.0", "- x: #", "", " ", "é\n日本", "null", "🙂\u0007");
    AttributeSpace space =
        AttributeSpace.of(
            new Attribute("tone: (v2.1) #", classes), new Attribute("`hue`|x", List.of("~", "*")));
    Map<String, Long> counts = new LinkedHashMap<>();
    space.cellNames().forEach(name -> counts.put(name, 1L));
    String card =
        new DatasetCard(
                space, 22, List.of(), counts, "m", "beef", "MIT", false, "x", Making.EQUAL_QUOTAS)
            .markdown();

    String yaml = card.substring(4, card.indexOf("\n---\n", 4));
    Object front = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    assertThat(labels(front).get("tone: (v2.1) #")).containsExactlyElementsOf(classes);
    assertThat(labels(front).get("`hue`|x")).containsExactly("~", "*");
    assertThat(card.lines().filter(line -> line.endsWith(" | 1 |")))
        .hasSize(22)
        .allSatisfy(row -> assertThat(row.replace("\\|", "").split("\\|", -1)).hasSize(4));
  }

  /** Class names by column, as a reader of the Hub finds them. */
  private static Map<String, List<String>> labels(Object front) {
    Map<?, ?> info = (Map<?, ?>) ((Map<?, ?>) front).get("dataset_info");
    Map<String, List<String>> labels = new LinkedHashMap<>();
    for (Object each : (List<?>) info.get("features")) {
      Map<?, ?> feature = (Map<?, ?>) each;
      if (feature.get("dtype") instanceof Map<?, ?> type) {
        Map<?, ?> names = (Map<?, ?>) ((Map<?, ?>) type.get("class_label")).get("names");
        labels.put(
            (String) feature.get("name"), names.values().stream().map(String.class::cast).toList());
      }
    }
    return labels;
  }
}
