package dev.isonomy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.PromptSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptsTest {
  private static final Path BUNDLES =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles");
  private static final ModelBundle WORDS = ModelBundle.fromDirectory(BUNDLES.resolve("tiny-words"));
  private static final StructType SCHEMA =
      new StructType()
          .add("prompt", DataTypes.StringType)
          .add("words", DataTypes.createArrayType(DataTypes.FloatType))
          .add("pooled", DataTypes.createArrayType(DataTypes.FloatType));

  @TempDir Path temporary;

  private static IsonomyConfig config(String... settings) {
    List<String> all =
        new ArrayList<>(List.of("isonomy.bundle.uri=" + BUNDLES.resolve("tiny-words")));
    Arrays.stream(settings).forEach(each -> all.add("isonomy.prompts." + each));
    return IsonomyConfig.load(ConfigLayers.defaults().withOverrides(all));
  }

  private static PromptSettings settings(String... settings) {
    return config(settings).prompts();
  }

  private static PromptTable load(String... settings) {
    return Prompts.load(WORDS, config(settings), SharedSpark.session());
  }

  private static Row row(String prompt, Float... words) {
    return RowFactory.create(prompt, Arrays.asList(words), List.of(1f, 2f));
  }

  private static Row whole(String prompt, float number) {
    return row(prompt, Collections.nCopies(12, number).toArray(Float[]::new));
  }

  private String table(Row... rows) {
    String path = temporary.resolve("prompts").toString();
    SharedSpark.session()
        .createDataFrame(List.of(rows), SCHEMA)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(path);
    return "table=" + path;
  }

  @Test
  void withoutTextsEveryPromptOfTheBundleIsAskedForButTheEmptyOne() {
    PromptTable all = load();

    assertThat(all.prompts())
        .extracting(PromptTable.Prompt::text)
        .containsExactly("a shape", "a dark shape", "a light shape");
    assertThat(all.prompts().get(1).numbers().get("pooled")).containsExactly(-0.6f, 1);
    assertThat(all.prompts().get(1).numbers().get("words")).hasSize(12).startsWith(-0.3f, 0);
    assertThat(all.prompts().get(0).none().get("pooled")).containsExactly(0, 1);
  }

  @Test
  void textsWeightsAndTheNegativePromptAreLookedUp() {
    PromptTable some =
        load(
            "texts=[\"a light shape\", \"a shape\"]",
            "weights={\"a shape\"=3}",
            "negative=a dark shape");

    assertThat(some.prompts())
        .extracting(PromptTable.Prompt::id)
        .containsExactly("a light shape", "a shape");
    assertThat(some.weights()).containsExactly(1, 3);
    assertThat(some.prompts().get(1).none().get("pooled")).containsExactly(-0.6f, 1);
  }

  @Test
  void aTableOfTheRunTakesThePlaceOfTheBundles() {
    PromptTable own = load(table(whole("", 0), whole("one", 1), whole("two", 2)));

    assertThat(own.prompts()).extracting(PromptTable.Prompt::id).containsExactly("one", "two");
    assertThat(own.prompts().get(1).numbers().get("words")).containsOnly(2f);
  }

  /** The encoder is that which made the table. */
  @Test
  void whatTheTableLacksIsEmbeddedByTheBundlesOwnTextEncoder() {
    PromptTable known = load();
    PromptTable some =
        load("texts=[\"a light shape\", \"A  light shape\", \"a dark light shape\"]");

    for (String name : List.of("words", "pooled")) {
      assertThat(some.prompts().get(1).numbers().get(name))
          .isEqualTo(known.prompts().get(2).numbers().get(name));
    }
    assertThat(some.prompts().get(2).numbers().get("pooled")).containsExactly(0, 1);
    PromptTable negative = load("texts=[a]", "negative=dark dark");
    assertThat(negative.prompts().get(0).none().get("pooled")).containsExactly(-1.2f, 1);
  }

  @Test
  void withoutAnEncoderAPromptMustBeInTheTable() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("silent"));
    JsonObject json =
        JsonParser.parseString(
                Files.readString(BUNDLES.resolve("tiny-words").resolve("bundle.json")))
            .getAsJsonObject();
    json.getAsJsonObject("modules").remove("text");
    Files.writeString(folder.resolve("bundle.json"), json.toString());
    Files.copy(
        BUNDLES.resolve("tiny-words").resolve("prompts.parquet"),
        folder.resolve("prompts.parquet"));
    ModelBundle silent = ModelBundle.fromDirectory(folder);

    assertThatThrownBy(() -> Prompts.load(silent, config("texts=[a cat]"), SharedSpark.session()))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("has no prompt 'a cat'; add it with prompts.py beside the exporter");
    json.remove("prompts");
    Files.writeString(folder.resolve("bundle.json"), json.toString());
    assertThatThrownBy(
            () -> Prompts.require(ModelBundle.fromDirectory(folder), settings("texts=[a]")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has neither a table of them nor a text encoder");
  }

  @Test
  void aPromptThatTheEncoderWouldCutIsRefused() {
    assertThatThrownBy(() -> load("texts=[\"a dark dark dark shape\"]"))
        .hasRootCauseMessage(
            "prompt 'a dark dark dark shape' has 7 tokens but the text encoder of bundle "
                + WORDS
                + " takes 6; shorten it");
  }

  @Test
  void tablesThatDoNotFitAreRefusedByTheRow() {
    assertRefused("has no prompt", table(whole("", 0)));
    assertRefused(
        "has the prompt b twice; each must be there once",
        table(whole("", 0), whole("b", 0), whole("b", 1)));
    assertRefused("has a null prompt", table(whole(null, 0)));
    assertRefused(
        "column words of prompt b must be 12 finite numbers, as bundle",
        table(whole("", 0), row("b", 1f, 2f)));
    assertRefused("12 finite numbers", table(whole("", 0), whole("b", Float.NaN)));
    assertRefused("12 finite numbers", table(whole("", 0), row("b", (Float) null)));
    assertRefused("cannot be read", "table=" + temporary.resolve("nowhere"));
  }

  @Test
  void tablesOfOtherColumnsAreRefused() {
    String path = temporary.resolve("other").toString();
    SharedSpark.session().range(3).selectExpr("'x' as prompt", "id as words").write().parquet(path);
    assertRefused(
        "must have the columns prompt, words, pooled but has prompt, words", "table=" + path);
    String numbers = temporary.resolve("numbers").toString();
    SharedSpark.session()
        .range(1)
        .selectExpr("'x' as prompt", "id as words", "array(1.0) as pooled")
        .write()
        .parquet(numbers);
    assertRefused("column words must hold lists of numbers but holds bigint", "table=" + numbers);
  }

  private static void assertRefused(String message, String... settings) {
    assertThatThrownBy(() -> load(settings))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("isonomy.prompts.table ")
        .hasMessageContaining(message);
  }

  @Test
  void modelsThatTakeNoneHaveNone() {
    ModelBundle tiny = ModelBundle.fromDirectory(BUNDLES.resolve("tiny"));

    assertThat(Prompts.load(tiny, config(), SharedSpark.session())).isSameAs(PromptTable.NONE);
    Prompts.require(tiny, settings());
    Prompts.require(WORDS, settings());
    assertThatThrownBy(() -> Prompts.require(tiny, settings("texts=[a]")))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("takes no prompts");
  }

  private String file(String select, String... unions) {
    String path = temporary.resolve("texts").toString();
    SharedSpark.session()
        .sql(String.join(" union all ", all(select, unions)))
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(path);
    return "parquet=" + path;
  }

  private static List<String> all(String select, String... unions) {
    List<String> all = new ArrayList<>(List.of("select " + select));
    Arrays.stream(unions).forEach(each -> all.add("select " + each));
    return all;
  }

  @Test
  void aFileGivesPromptsWeightsAndNegativePrompts() {
    PromptTable read =
        load(
            file(
                "'a shape' as prompt, 2 as weight, 'dark' as negative",
                "'shape light', 1, cast(null as string)"),
            "negative=a dark shape",
            "naming=[\"{prompt} dark\"]");

    assertThat(read.prompts())
        .extracting(PromptTable.Prompt::id)
        .containsExactly("a shape", "shape light");
    assertThat(read.weights()).containsExactly(2, 1);
    assertThat(read.phrasings())
        .extracting(PromptTable.Prompt::text)
        .containsExactly("a shape dark", "shape light dark");
    assertThat(read.phrasings())
        .extracting(PromptTable.Prompt::id)
        .isEqualTo(List.of("a shape", "shape light"));
    PromptTable dark = load("texts=[dark, a dark shape]");
    assertThat(read.prompts().get(0).none().get("words"))
        .isEqualTo(dark.prompts().get(0).numbers().get("words"));
    assertThat(read.phrasings().get(0).none().get("words"))
        .as("that of its prompt")
        .isEqualTo(dark.prompts().get(0).numbers().get("words"));
    assertThat(read.prompts().get(1).none().get("words"))
        .as("null: the configured one")
        .isEqualTo(dark.prompts().get(1).numbers().get("words"));
    assertThat(load(file("'light' as prompt")).weights()).containsExactly(1);
  }

  @Test
  void filesOfPromptsThatDoNotFitAreRefused() {
    assertFileRefused("must have the column prompt but has text", file("'a' as text"));
    assertFileRefused(
        "has the column weights, which means nothing here; the columns are prompt and, if you like,",
        file("'a' as prompt, 1 as weights"));
    assertFileRefused(": column prompt must hold texts but holds int", file("1 as prompt"));
    assertFileRefused(
        ": column weight must hold numbers but holds string", file("'a' as prompt, 'x' as weight"));
    assertFileRefused("has a null prompt in row 1", file("'a' as prompt", "cast(null as string)"));
    assertFileRefused("has an empty prompt in row 0", file("' ' as prompt"));
    assertFileRefused(
        "has the prompt a twice; each must be there once", file("'a' as prompt", "'a'"));
    assertFileRefused(
        ": weight of prompt a must be positive but was 0", file("'a' as prompt, 0 as weight"));
    assertFileRefused(
        ": weight of prompt a must be positive but was null",
        file("'a' as prompt, cast(null as double) as weight"));
    assertFileRefused("has no prompt", file("'a' as prompt where false"));
    assertFileRefused("cannot be read", "parquet=" + temporary.resolve("nowhere"));
  }

  private static void assertFileRefused(String message, String setting) {
    assertThatThrownBy(() -> load(setting))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("isonomy.prompts.parquet ")
        .hasMessageContaining(message);
  }

  @Test
  void aTableIsKnownByItsContents() throws Exception {
    Configuration hadoop = new Configuration();
    Path file = temporary.resolve("p.parquet");
    Files.write(file, new byte[] {1, 2, 3});
    PromptSettings settings = settings("table=" + file);
    Map<String, String> before = Prompts.sha256(settings, hadoop);

    assertThat(before)
        .containsOnlyKeys("prompts.table")
        .isEqualTo(Prompts.sha256(settings, hadoop));
    assertThat(before.get("prompts.table")).matches("[0-9a-f]{64}");
    Files.write(file, new byte[] {1, 2, 4});
    assertThat(Prompts.sha256(settings, hadoop)).isNotEqualTo(before);
    assertThat(Prompts.sha256(settings(), hadoop)).isEmpty();
    assertThatThrownBy(() -> Prompts.sha256(settings("table=" + file + ".no"), hadoop))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("p.parquet.no cannot be read");
  }
}
