package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names in the metadata of files; {@code CardTest} adds those of a card. */
class ClassNamesTest {
  private static final String WHERE = "isonomy.source.path /t";

  private static Footer footer(String file, Map<String, List<String>> names) {
    return new Footer(file, 1, List.of(), names, List.of(), "");
  }

  private static ClassNames names(Footer... footers) {
    return new ClassNames(
        WHERE, Arrays.asList(footers), Optional.empty(), List.of("image", "shape", "colour"));
  }

  @Test
  void filesThatAgreeNameTheClasses() {
    List<String> shapes = List.of("square", "round");
    ClassNames names =
        names(
            footer("/t/a.parquet", Map.of("shape", shapes)),
            footer("/t/b.parquet", Map.of("shape", shapes)));

    assertThat(names.of("shape")).contains(shapes);
    assertThat(names.of("colour")).isEmpty();
    assertThat(names.columns()).containsExactly("shape");
  }

  @Test
  void filesThatDisagreeAreNamedWithBothOrders() {
    ClassNames names =
        names(
            footer("/t/a.parquet", Map.of("shape", List.of("square", "round"))),
            footer("/t/b.parquet", Map.of("shape", List.of("round", "square"))));

    assertThatThrownBy(() -> names.of("shape"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            WHERE
                + ": the classes of shape are square, round in /t/a.parquet but round, square in"
                + " /t/b.parquet; write all files with the same metadata");
  }

  @Test
  void aFileWithoutNamesBesideOneWithThemIsRefused() {
    ClassNames names =
        names(
            footer("/t/a.parquet", Map.of()),
            footer("/t/b.parquet", Map.of("shape", List.of("round", "square"))));

    assertThatThrownBy(() -> names.of("shape"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("are not named in /t/a.parquet but round, square in /t/b.parquet");
  }

  @Test
  void huggingFaceAndSparkMetadataAreRead() {
    String hugging =
        "{\"info\": {\"features\": {\"shape\": {\"names\": [\"square\", \"round\"], \"_type\":"
            + " \"ClassLabel\"}, \"image\": {\"_type\": \"Image\"}}}}";
    String spark =
        "{\"type\": \"struct\", \"fields\": [{\"name\": \"colour\", \"metadata\": {\"ml_attr\":"
            + " {\"vals\": [\"red\", \"blue\"]}}}, {\"name\": \"image\", \"metadata\": {}}]}";

    assertThat(
            MetadataNames.of(
                Map.of(MetadataNames.HUGGING_FACE, hugging, MetadataNames.SPARK, spark)))
        .isEqualTo(Map.of("shape", List.of("square", "round"), "colour", List.of("red", "blue")));
  }

  @Test
  void metadataOfAnotherFormNameNothingAndAreToldWhereTheyAreNoJson() {
    for (String other :
        List.of(
            "[]",
            "{\"info\": 1}",
            "{\"info\": {\"features\": {\"shape\": {\"names\": \"round\"}}}}",
            "{\"info\": {\"features\": {\"shape\": {\"names\": [{}]}}}}",
            "{\"fields\": [1, {\"name\": {}, \"metadata\": null}]}",
            "not json {")) {
      Map<String, String> metadata =
          Map.of(MetadataNames.HUGGING_FACE, other, MetadataNames.SPARK, other);
      assertThat(MetadataNames.of(metadata)).as(other).isEmpty();
    }
    assertThat(MetadataNames.unreadable(Map.of(MetadataNames.SPARK, "{", "other", "{")))
        .containsExactly(MetadataNames.SPARK);
    assertThat(MetadataNames.unreadable(Map.of(MetadataNames.HUGGING_FACE, "{}"))).isEmpty();
  }
}
