package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.SharedSpark;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.error.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The README.md files that make_tables.py wrote, as Hugging Face writes and reads them. */
class CardTest {
  private static final Path CARDS = Path.of("src/test/resources/tables/card");

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "other-order",
        "two-configs",
        "crlf",
        "byte-order-mark",
        "bare-keys",
        "double-quoted",
        "comments",
        "list",
        "flow",
        "flow-map",
        "anchors",
        "tabs-and-blanks",
        "config-of-the-files"
      })
  void everyFormThatDatasetsReadsNamesTheClasses(String card) {
    Table table = Table.open(SharedSpark.session(), "--dataset", CARDS.resolve(card).toString());

    assertThat(table.names().of("gender")).contains(List.of("female", "male"));
    assertThat(counts(table)).containsExactly(4, 8, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "data/train-0.parquet"})
  void theCardIsFoundFromTheFilesAsWell(String below) {
    Path path = CARDS.resolve("plain").resolve(below);

    assertThat(Table.open(SharedSpark.session(), "--dataset", path.toString()).names().columns())
        .containsExactly("gender");
  }

  @ParameterizedTest
  @CsvSource({"booleans, no, yes", "numbers, 1.0, 010"})
  void namesThatYamlTakesForSomethingElseStayText(String card, String zero, String one) {
    Table table = Table.open(SharedSpark.session(), "--dataset", CARDS.resolve(card).toString());

    assertThat(table.names().of("gender")).contains(List.of(zero, one));
  }

  @ParameterizedTest
  @CsvSource({
    "configs-disagree, differently in its configurations a (female; male) and b (male; female)",
    "gap, 'must name every class of gender from 0 on once, but names the numbers [0; 2]'",
    "twice, is not valid YAML",
    "no-number, 'must number the classes of gender by 0; 1; ... but has one'",
    "not-yaml, is not valid YAML"
  })
  void aCardThatContradictsItselfIsRefusedByName(String card, String message) {
    String path = CARDS.resolve("bad").resolve(card).toString();

    assertThatThrownBy(
            () -> Table.open(SharedSpark.session(), "--dataset", path).names().of("gender"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("README.md")
        .hasMessageContaining(message.replace(";", ","));
  }

  @Test
  void cardAndMetadataThatDisagreeAreRefused() throws Exception {
    Files.copy(CARDS.resolve("../class-labels.parquet"), temporary.resolve("x.parquet"));
    Files.writeString(
        temporary.resolve("README.md"),
        Files.readString(CARDS.resolve("plain/README.md"))
            .replace("female", "Feminine")
            .replace(": male", ": Masculine"));

    assertThatThrownBy(
            () ->
                Table.open(SharedSpark.session(), "--dataset", temporary.toString())
                    .names()
                    .of("gender"))
        .hasMessageContaining(
            "the classes of gender are feminine, masculine in the metadata of the files but"
                + " Feminine, Masculine in");
  }

  @Test
  void aReadmeThatIsNoCardNamesNothing() {
    for (String markdown :
        List.of("", "# A set", "---\nlicense: mit\n---\n", "---\na: [\n---\n", "---\nno end")) {
      assertThat(Card.parse(new org.apache.hadoop.fs.Path("README.md"), markdown).configs())
          .as(markdown)
          .isEmpty();
    }
  }

  private static long[] counts(Table table) {
    return LabelColumns.of(table, List.of(), List.of(), ClassNumbers.NAMED, "x").count(table);
  }
}
