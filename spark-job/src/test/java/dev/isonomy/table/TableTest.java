package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.SharedSpark;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a table has, and what is said of those that spoil it. */
class TableTest {
  private static final Path TABLES = Path.of("src/test/resources/tables");

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"bad/zero", "bad/appledouble", "bad/hidden"})
  void hiddenAndEmptyFilesAreLeftOut(String name) {
    assertThat(values(open(name), "g")).isEqualTo(Map.of("f", 6, "m", 6));
  }

  @Test
  void whatIsLeftOutIsCounted() {
    assertThat(open("bad/zero").notes())
        .singleElement()
        .asString()
        .endsWith("1 empty file left out");
    assertThat(open("bad/hidden").notes())
        .singleElement()
        .asString()
        .endsWith("1 file of other kinds left out (.txt)");
    assertThat(open("bad/metadata").notes())
        .singleElement()
        .asString()
        .contains("the metadata huggingface of", "c.parquet is no JSON");
    assertThat(open("class-labels.parquet").notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cut, c.parquet is damaged; perhaps cut off",
    "csv-inside, c.parquet is not Parquet but text such as CSV",
    "csv-beside, c.csv; which is not Parquet",
    "json-beside, c.jsonl; which is not Parquet",
    "pointer, c.parquet is not Parquet but a pointer of Git LFS",
    "page, c.parquet is not Parquet but an HTML page",
    "orc, c.parquet is not Parquet but ORC",
    "only-csv, holds no Parquet files but 1 table of another kind; such as a.csv",
    "brotli, c.parquet is compressed by BROTLI; for which this Spark has no codec",
    "mixed-partitions, must be partitioned alike everywhere",
    "delta, is a table of Delta Lake"
  })
  void aFileThatSpoilsATableIsNamedWithTheReason(String name, String message) {
    assertThatThrownBy(() -> open("bad/" + name))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--dataset " + TABLES + "/bad/" + name)
        .hasMessageContaining(message.replace(";", ","))
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("[B@").hasLineCount(1));
  }

  @Test
  void linksToNothingAndLinksBackAreRefused() throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("linked/below"));
    Files.copy(TABLES.resolve("bad/zero/b.parquet"), directory.resolve("b.parquet"));
    Files.createSymbolicLink(directory.resolve("same.parquet"), directory.resolve("b.parquet"));
    assertThat(values(open(temporary.resolve("linked")), "g")).isEqualTo(Map.of("f", 12, "m", 12));

    Path dead = Files.createSymbolicLink(directory.resolve("c.parquet"), Path.of("gone.parquet"));
    assertThatThrownBy(() -> open(temporary.resolve("linked")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(dead + " is a link to gone.parquet, which does not exist");
    Files.delete(dead);
    Path back = Files.createSymbolicLink(directory.resolve("up"), directory.getParent());
    assertThatThrownBy(() -> open(temporary.resolve("linked")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(back + " is a link back to");
    Files.delete(back);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("linked"));
    assertThat(values(open(link), "g")).isEqualTo(Map.of("f", 12, "m", 12));
  }

  @ParameterizedTest
  @CsvSource({
    "int32-int64, g, it is int in",
    "text-int, g, it is bigint in",
    "column-in-one, h, b.parquet has none",
    "twice, g, c.parquet has two columns of this name; rename one",
    "case, size, has no column size"
  })
  void aColumnThatFilesDoNotShareIsRefusedWhenItIsNeeded(
      String name, String column, String message) {
    Table table = open("bad/" + name);

    assertThatThrownBy(() -> table.require(column))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--dataset " + TABLES + "/bad/" + name)
        .hasMessageContaining(message);
  }

  @Test
  void columnsThatDifferInTheCaseOfLettersAreTwoWhereSparkTellsThemApart() {
    RuntimeConfig conf = SharedSpark.session().conf();
    String before = conf.get("spark.sql.caseSensitive");
    try {
      conf.set("spark.sql.caseSensitive", "true");
      assertThat(values(open("bad/case"), "label")).isEqualTo(Map.of("f", 6, "m", 6));
      conf.set("spark.sql.caseSensitive", "false");
      Table table = open("bad/case");
      assertThat(values(table, "g")).isEqualTo(Map.of("f", 6, "m", 6));
      assertThatThrownBy(() -> table.require("label"))
          .hasMessageContaining("Label and label differ only in the case of letters");
    } finally {
      conf.set("spark.sql.caseSensitive", before);
    }
  }

  @Test
  void otherColumnsOfSuchATableCanBeRead() {
    assertThat(values(open("bad/case"), "g")).isEqualTo(Map.of("f", 6, "m", 6));
    assertThat(values(open("bad/column-in-one"), "g")).isEqualTo(Map.of("f", 12, "m", 12));
  }

  @Test
  void aColumnOfATypeThatSparkLacksHindersNobody() {
    Table table = open("values.parquet");

    assertThat(table.rows().count()).isEqualTo(6);
    assertThat(table.count()).isEqualTo(6);
    assertThatThrownBy(() -> table.require("nanoseconds"))
        .hasMessageContaining("column nanoseconds cannot be read: Spark has no type for it");
  }

  /** Spark 3.5 cannot read the file at all, later ones cannot read the column. */
  @Test
  void aTypeThatParquetLearntLaterIsNamed() {
    if (SharedSpark.session().version().startsWith("3.")) {
      assertThatThrownBy(() -> open("float16.parquet"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("float16.parquet has a column of a type that the Parquet library");
    } else {
      Table table = open("float16.parquet");
      assertThat(values(table, "g")).isEqualTo(Map.of("f", 3, "m", 3));
      assertThatThrownBy(() -> table.require("half"))
          .hasMessageContaining("column half cannot be read: Spark has no type for it");
    }
  }

  @Test
  void directoriesOfEveryLayoutAreReadAlike() {
    assertThat(values(open("layout/hive"), "g")).isEqualTo(Map.of("f", 4, "m/n", 8));
    assertThat(values(open("layout/hive-null"), "g")).isEqualTo(Map.of("f", 2, "m", 2, "null", 2));
    assertThat(values(open("layout/hive-numbers"), "g")).isEqualTo(Map.of("01", 2, "1", 2));
    assertThat(values(open("layout/hive-below"), "g")).isEqualTo(Map.of("f", 2, "m", 2));
    assertThat(values(open("layout/nested"), "g")).isEqualTo(Map.of("f", 4, "m", 8));
    assertThat(values(open("layout/no-extension"), "g")).isEqualTo(Map.of("f", 4, "m", 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "faces[1]",
        "{a,b}",
        "all*",
        "which?",
        "two words",
        "100%20",
        "a%2Fb",
        "ünï 面",
        "x:y",
        "plus+and&",
        "_hidden",
        ".hidden",
        "back\\slash",
        "quote'\"s",
        "hash#tag",
        "a=b"
      })
  void pathsAreTakenLiterally(String name) throws IOException {
    Path directory = Files.createDirectories(temporary.resolve(name));
    Path decoy = Files.createDirectories(temporary.resolve("faces1"));
    Files.copy(TABLES.resolve("bad/zero/b.parquet"), directory.resolve("a" + name + ".parquet"));
    Files.copy(TABLES.resolve("layout/nested/a/b/x.parquet"), decoy.resolve("x.parquet"));

    assertThat(values(Table.open(SharedSpark.session(), "--dataset", directory.toString()), "g"))
        .isEqualTo(Map.of("f", 6, "m", 6));
  }

  @Test
  void aPathMayEndInASlashBeRelativeOrAFileUri() {
    String path = TABLES.resolve("layout/nested").toString();
    String absolute = TABLES.resolve("layout/nested").toAbsolutePath().toString();
    for (String each :
        List.of(
            path, path + "/", "./" + path, absolute, "file:" + absolute, "file://" + absolute)) {
      assertThat(Table.open(SharedSpark.session(), "--dataset", each).count()).isEqualTo(12);
    }
  }

  @Test
  void columnsMayHaveAnySigns() {
    String path = temporary.resolve("signs").toString();
    SharedSpark.session()
        .range(4)
        .toDF("hair.color")
        .selectExpr("`hair.color`", "`hair.color` as `a``b`", "`hair.color` as `two words`")
        .write()
        .parquet(path);
    Table table = Table.open(SharedSpark.session(), "--dataset", path);

    for (String column : List.of("hair.color", "a`b", "two words")) {
      assertThat(table.rows().select(table.column(column)).count()).isEqualTo(4);
    }
  }

  @Test
  void aFileThatWasReplacedUnderItsChecksumIsNamed() throws IOException {
    // Names with colons turn checksums off in this JVM.
    FileSystem.get(SharedSpark.session().sparkContext().hadoopConfiguration())
        .setVerifyChecksum(true);
    Path directory = temporary.resolve("replaced");
    SharedSpark.session().range(4).coalesce(1).write().parquet(directory.toString());
    Path file;
    try (Stream<Path> files = Files.list(directory)) {
      file = files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.write(file, Files.readAllBytes(TABLES.resolve("class-labels.parquet")));

    assertThatThrownBy(() -> Table.open(SharedSpark.session(), "--dataset", directory.toString()))
        .hasMessageContaining(
            file.getFileName() + " does not match ." + file.getFileName() + ".crc");
  }

  @Test
  void aFileThatIsDamagedInTheMiddleIsNamedWhenItIsRead() throws IOException {
    Path directory = temporary.resolve("middle");
    SharedSpark.session()
        .range(20_000)
        .selectExpr("sha2(string(id), 256) as label")
        .coalesce(1)
        .write()
        .parquet(directory.toString());
    Path file;
    try (Stream<Path> files = Files.list(directory)) {
      file = files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 100, bytes.length / 2, (byte) 0x5a);
    Files.write(file, bytes);

    Table table = Table.open(SharedSpark.session(), "--dataset", directory.toString());
    assertThatThrownBy(() -> table.collect(table.rows().distinct()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--dataset " + directory + " is damaged: ")
        .hasMessageContaining(file.getFileName().toString());
  }

  @Test
  void manyFilesAreReadByTheCluster() throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("many"));
    byte[] file = Files.readAllBytes(TABLES.resolve("bad/zero/b.parquet"));
    for (int i = 0; i <= Footers.MOST_ON_DRIVER; i++) {
      Files.write(directory.resolve("part-%04d.parquet".formatted(i)), file);
    }
    Table table = Table.open(SharedSpark.session(), "--dataset", directory.toString());

    assertThat(table.count()).isEqualTo(12L * (Footers.MOST_ON_DRIVER + 1));
    assertThat(table.rows().count()).isEqualTo(table.count());
    Files.write(directory.resolve("part-0100.parquet"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Table.open(SharedSpark.session(), "--dataset", directory.toString()))
        .hasMessageContaining("part-0100.parquet is not Parquet but of an unknown kind");
  }

  @Test
  void nothingAtAll() throws IOException {
    assertThatThrownBy(() -> Table.open(SharedSpark.session(), "--dataset", temporary + "/no"))
        .hasMessage("--dataset " + temporary + "/no does not exist");
    assertThatThrownBy(() -> Table.open(SharedSpark.session(), "--dataset", temporary.toString()))
        .hasMessage("--dataset " + temporary + " is empty");
    Path empty = Files.createFile(temporary.resolve("x.parquet"));
    assertThatThrownBy(() -> Table.open(SharedSpark.session(), "--dataset", empty.toString()))
        .hasMessage("--dataset " + empty + " is an empty file");
  }

  private static Table open(String name) {
    return open(TABLES.resolve(name));
  }

  private static Table open(Path path) {
    return Table.open(SharedSpark.session(), "--dataset", path.toString());
  }

  private static Map<String, Integer> values(Table table, String column) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Row row : table.rows().select(table.column(column)).collectAsList()) {
      counts.merge(String.valueOf(row.get(0)), 1, Integer::sum);
    }
    return counts;
  }
}
