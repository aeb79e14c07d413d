package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that pyarrow, pandas and datasets wrote, good and bad, through every command that reads.
 */
@Tag("job")
class ForeignTablesTest {
  private static final String TABLES = "src/test/resources/tables/";

  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad/zero",
        "bad/appledouble",
        "bad/hidden",
        "bad/case",
        "layout/hive",
        "layout/nested"
      })
  void theAuditReads(String table) {
    assertThat(audit(TABLES + table, "g")).as(said()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "bad/cut, c.parquet is damaged",
    "bad/csv-inside, c.parquet is not Parquet but text such as CSV",
    "bad/csv-beside, c.csv",
    "bad/int32-int64, column g cannot be read: it is int in",
    "bad/text-int, column g cannot be read: it is bigint in",
    "bad/only-csv, holds no Parquet files but 1 table of another kind"
  })
  void theAuditRefusesAndNamesTheFile(String table, String message) {
    assertThat(audit(TABLES + table, "g")).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).contains(TABLES + table).contains(message);
  }

  @Test
  void everyCommandOpensTheSameTablesAndRefusesTheSame() throws IOException {
    String bad = TABLES + "bad/cut";
    String good = TABLES + "class-labels.parquet";
    String message = "bad/cut/c.parquet is damaged, perhaps cut off";

    refused(message, "encode", "source.kind=parquet", "source.path=" + bad);
    refused(message, "run", "target.kind=complement", "target.existing=" + bad);
    refused(message, "lift", "lift.path=" + bad);
    refusedAudit(message, "--dataset=" + good, "--bundle=portraits", "--reference=" + bad);
    refusedAudit(message, "--dataset=" + good, "--bundle=portraits", "--training=" + bad);
    assertThat(shell.run("export", "--dataset=" + bad, "--output=" + temporary + "/out"))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(said()).contains(message);
  }

  @Test
  void missingLabelsAreMissingInAnExistingSetAndFractionsAreRefused() {
    String table = TABLES + "values.parquet";
    assertThat(audit(table, "float64")).as(said()).isZero();
    assertThat(said())
        .contains("--dataset " + table + ": 3 of 6 rows lack a label and are left out");
    refused(
        "isonomy.target.existing " + table + " must have a column gender",
        "run",
        "target.kind=complement",
        "target.existing=" + table);
  }

  @Test
  void numbersThatNothingNamesNeedTheUsersWordForAModelOfOnesOwn() {
    assertThat(
            shell.run(
                "audit",
                "--dataset=" + TABLES + "pandas.parquet",
                "--bundle=portraits",
                "--class-numbers=named",
                "--output=" + temporary.resolve("out")))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(said())
        .contains("column gender holds numbers")
        .contains("set --class-numbers to bundle-order if 0 is feminine, 1 is masculine");
    assertThat(
            shell.run(
                "audit", "--dataset=x", "--bundle=portraits", "--class-numbers=any", "--output=x"))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(said()).contains("--class-numbers must be one of named, bundle-order, auto");
  }

  @Test
  void aDirectoryWithSignsOfPatternsIsItself() throws IOException {
    Path odd = Files.createDirectories(temporary.resolve("faces[1] {a,b}*"));
    Files.copy(Path.of(TABLES, "bad/zero/b.parquet"), odd.resolve("x.parquet"));

    assertThat(audit(odd.toString(), "g")).as(said()).isZero();
  }

  private int audit(String table, String label) {
    return shell.run(
        "audit", "--dataset=" + table, "--labels=" + label, "--output=" + temporary.resolve("out"));
  }

  private void refusedAudit(String message, String... options) {
    List<String> words = new ArrayList<>(List.of("audit", "--output=" + temporary.resolve("out")));
    words.addAll(List.of(options));
    assertThat(shell.run(words.toArray(String[]::new))).as(said()).isEqualTo(Isonomy.USER_ERROR);
    assertThat(said()).contains(message);
  }

  private void refused(String message, String command, String... settings) {
    List<String> words =
        new ArrayList<>(List.of(command, "--set=isonomy.run.dir=" + temporary.resolve("run")));
    for (String each : settings) {
      words.add("--set=isonomy." + each);
    }
    assertThat(shell.run(words.toArray(String[]::new))).as(said()).isEqualTo(Isonomy.USER_ERROR);
    assertThat(said()).contains(message);
    assertThat(temporary.resolve("run/latents")).doesNotExist();
  }

  private String said() {
    return String.join("\n", shell.err());
  }
}
