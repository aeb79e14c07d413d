package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.error.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What label values mean, whatever type pyarrow gave their column. */
class LabelColumnsTest {
  private static final String TABLES = "src/test/resources/tables/";
  private static final String KEY = "isonomy.source.class-numbers";

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "float64",
        "float32",
        "decimal",
        "int8",
        "uint8",
        "int32",
        "uint64",
        "text_numbers",
        "text",
        "bytes",
        "category",
        "bool"
      })
  void aRoundAndTwoSquaresAndThreeWithoutALabel(String column) {
    Table table = open("values.parquet");

    long[] counts =
        LabelColumns.matching(table, shapes(column), ClassNumbers.BUNDLE_ORDER, KEY).count(table);

    assertThat(counts).as(column).containsExactly(1, 2, 3);
  }

  @Test
  void spellingsThatUnicodeCallsTheSameAreOneClass() {
    Table table = open("bad/spellings.parquet");
    LabelColumns labels = LabelColumns.of(table, List.of("g"), List.of(), ClassNumbers.NAMED, KEY);

    assertThat(labels.space().attributes().get(0).classes()).hasSize(2);
    assertThat(labels.count(table)).containsExactlyInAnyOrder(8, 4, 0);
  }

  @Test
  void aTableThatNamesAClassTwiceIsNamed() {
    Table table = open("bad/same-names.parquet");

    assertThatThrownBy(
            () -> LabelColumns.of(table, List.of("g"), List.of(), ClassNumbers.NAMED, KEY))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("bad/same-names.parquet: attribute g names the class m twice");
  }

  @ParameterizedTest
  @CsvSource({
    "float64, 0, 1",
    "float32, 0, 1",
    "decimal, 0, 1",
    "int32, 0, 1",
    "uint64, 0, 1",
    "bool, false, true",
    "bytes, round, square",
    "text, round, square",
    "category, round, square"
  })
  void withoutNamesValuesAreTheirOwnClasses(String column, String one, String other) {
    Table table = open("values.parquet");

    LabelColumns labels =
        LabelColumns.of(table, List.of(column), List.of(), ClassNumbers.NAMED, KEY);

    assertThat(labels.space().attributes().get(0).classes()).as(column).containsExactly(one, other);
    assertThat(labels.count(table)).as(column).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "fraction, but holds 1.9",
    "beyond, but holds 2",
    "infinite, but holds Infinity",
    "odd_case, did you mean round?",
    "bad_bytes, but holds 0xfffe",
    "list, must hold texts or numbers but is array<bigint>"
  })
  void aValueThatIsNoClassIsNamed(String column, String message) {
    Table table = open("values.parquet");

    assertThatThrownBy(
            () -> LabelColumns.matching(table, shapes(column), ClassNumbers.BUNDLE_ORDER, KEY))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("isonomy.source.path " + TABLES + "values.parquet")
        .hasMessageContaining("column " + column)
        .hasMessageContaining(message);
  }

  @Test
  void theRowOfTheFirstBadValueIsNamed() {
    Table table = open("values.parquet");

    assertThatThrownBy(
            () -> LabelColumns.matching(table, shapes("fraction"), ClassNumbers.BUNDLE_ORDER, KEY))
        .hasMessageContaining(", first in row 2 of ")
        .hasMessageEndingWith("/values.parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int32", "float64", "decimal", "text_numbers", "bool"})
  void numbersThatNothingNamesAreRefusedUnlessTheUserSaysWhatTheyAre(String column) {
    Table table = open("values.parquet");

    assertThatThrownBy(() -> LabelColumns.matching(table, shapes(column), ClassNumbers.NAMED, KEY))
        .hasMessageContaining("column " + column + " holds numbers")
        .hasMessageEndingWith(
            "set isonomy.source.class-numbers to bundle-order if 0 is round, 1 is square");
  }

  @Test
  void numbersThatAreTheClassesOwnNamesNeedNobody() {
    Table table = open("values.parquet");
    AttributeSpace digits = AttributeSpace.of(new Attribute("int32", List.of("1", "0")));

    assertThat(LabelColumns.matching(table, digits, ClassNumbers.NAMED, KEY).count(table))
        .containsExactly(2, 1, 3);
  }

  @Test
  void classesAreMatchedByTheNamesInTheMetadataNotByTheirNumbers() {
    Table table = open("class-labels.parquet");

    LabelColumns labels = LabelColumns.matching(table, portraits(), ClassNumbers.NAMED, KEY);

    long[] counts = labels.count(table);
    AttributeSpace space = labels.space();
    assertThat(counts[space.cellOfName("feminine.young.light")]).isEqualTo(6);
    assertThat(counts[space.cellOfName("feminine.senior.light")]).isEqualTo(3);
    assertThat(counts[space.cellOfName("feminine.middle-aged.light")]).isEqualTo(1);
    assertThat(counts[space.cellCount()]).isEqualTo(2);
  }

  @Test
  void theLabelsThatStringIndexerLeavesAreNames() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(RowFactory.create(i < 4 ? "square" : "round"));
    }
    Dataset<Row> text =
        SharedSpark.session()
            .createDataFrame(rows, new StructType().add("text", DataTypes.StringType));
    String path = temporary.resolve("indexed").toString();
    // The most frequent is 0: square.
    new StringIndexer()
        .setInputCol("text")
        .setOutputCol("shape")
        .fit(text)
        .transform(text)
        .write()
        .parquet(path);
    Table table = Table.open(SharedSpark.session(), "isonomy.source.path", path);

    assertThat(LabelColumns.matching(table, shapes("shape"), ClassNumbers.NAMED, KEY).count(table))
        .containsExactly(1, 4, 0);
  }

  @Test
  void aNameThatTheModelLacksIsRefusedWhereARowHasIt() {
    Table table = open("class-labels.parquet");
    AttributeSpace other =
        AttributeSpace.of(new Attribute("age", List.of("Young", "senior", "middle-aged")));

    assertThatThrownBy(() -> LabelColumns.matching(table, other, ClassNumbers.NAMED, KEY))
        .hasMessageContaining(
            "column age must hold Young, senior, middle-aged or a number from 0 to 2 for"
                + " middle-aged, senior, young but holds 2 (young); did you mean Young?");
  }

  @Test
  void classesThatTheDataSetDoesNotNameAreSaid() {
    Table table = open("class-labels.parquet");
    AttributeSpace more =
        AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine", "other")));

    assertThat(LabelColumns.matching(table, more, ClassNumbers.NAMED, KEY).notes())
        .singleElement()
        .asString()
        .endsWith("column gender has the classes feminine, masculine but not other");
  }

  @Test
  void aColumnOfAnotherCaseIsOffered() {
    Table table = open("class-labels.parquet");
    AttributeSpace other = AttributeSpace.of(new Attribute("Gender", List.of("a", "b")));

    assertThatThrownBy(() -> LabelColumns.matching(table, other, ClassNumbers.NAMED, KEY))
        .hasMessageEndingWith(
            "must have a column Gender with classes a, b but has the columns image, gender, age,"
                + " skin; did you mean gender?");
  }

  @Test
  void filesThatNameTheirClassesDifferentlyAreRefused() {
    Table table = open("bad/metadata-differ");

    assertThatThrownBy(() -> table.names().of("age"))
        .hasMessageContaining("the classes of age are middle-aged, senior, young in ")
        .hasMessageContaining("a.parquet but young, middle-aged, senior in ");
    assertThat(table.names().of("gender")).isPresent();
  }

  private static Table open(String name) {
    return Table.open(SharedSpark.session(), "isonomy.source.path", TABLES + name);
  }

  private static AttributeSpace shapes(String column) {
    return AttributeSpace.of(new Attribute(column, List.of("round", "square")));
  }

  private static AttributeSpace portraits() {
    return AttributeSpace.of(
        new Attribute("gender", List.of("feminine", "masculine")),
        new Attribute("age", List.of("young", "middle-aged", "senior")),
        new Attribute("skin", List.of("light", "medium", "dark")));
  }
}
