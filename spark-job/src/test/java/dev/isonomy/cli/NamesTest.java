package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.CellName;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import dev.isonomy.spark.Columns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that real data sets have, from the table to the report and back. */
@Tag("job")
class NamesTest {
  private static final Map<String, List<String>> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("race", List.of("East Asian", "Black", "Middle Eastern"));
    COLUMNS.put("age.group", List.of("20-29", "more than 70", "0-2"));
    COLUMNS.put("version", List.of("v1.0", "v1.1", "v1"));
    COLUMNS.put("hair color", List.of("", " ", "a"));
    COLUMNS.put("`quoted`", List.of("\"a\"", "'a'", "`a`"));
    COLUMNS.put("Version", List.of("50%", "50%2E", "%2E"));
    COLUMNS.put("a,b", List.of("a,b", "a=b", "a/b"));
    COLUMNS.put("日本", List.of("🙂", "é", "\u202eב"));
    COLUMNS.put("<i>", List.of("</script><b>", "&amp;", "{x}"));
    COLUMNS.put("lines", List.of("a\nb", "a\tb", "x".repeat(200)));
    COLUMNS.put("*", List.of("null", "true", "#a: b"));
  }

  @TempDir Path temporary;
  private final Shell shell = new Shell();

  /** Sixty rows; every column has its classes in turn. */
  private String table() {
    StructType schema = new StructType();
    for (String name : COLUMNS.keySet()) {
      schema = schema.add(name, DataTypes.StringType);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int row = i;
      rows.add(RowFactory.create(COLUMNS.values().stream().map(c -> c.get(row % 3)).toArray()));
    }
    String path = temporary.resolve("table").toString();
    var spark = SharedSpark.session();
    String before = spark.conf().get("spark.sql.caseSensitive");
    spark.conf().set("spark.sql.caseSensitive", "true");
    spark.createDataFrame(rows, schema).coalesce(1).write().parquet(path);
    spark.conf().set("spark.sql.caseSensitive", before);
    return path;
  }

  @Test
  void any_column_with_any_classes_is_audited() throws IOException {
    String table = table();
    for (Map.Entry<String, List<String>> column : COLUMNS.entrySet()) {
      Path report = temporary.resolve("report-" + column.getKey().hashCode());

      int status =
          shell.run(
              "audit", "--dataset", table, "--labels", column.getKey(), "-o", report.toString());

      assertThat(status).as("%s: %s", column.getKey(), shell.err()).isZero();
      JsonObject audit = json(report.resolve("audit.json"));
      assertThat(audit.getAsJsonArray("attributes").toString()).contains("\"name\"");
      assertThat(counts(audit)).containsOnlyKeys(names(column.getValue())).containsValue(20);
      String page = Files.readString(report.resolve("audit.html"));
      assertThat(page).doesNotContain("<b>", "</script><b>").contains("</html>");
    }
  }

  private static String[] names(List<String> classes) {
    return classes.stream().map(each -> CellName.join(List.of(each))).toArray(String[]::new);
  }

  private static Map<String, Integer> counts(JsonObject audit) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    audit
        .getAsJsonObject("methods")
        .getAsJsonObject("dataset")
        .getAsJsonObject("labeler")
        .getAsJsonObject("cells")
        .asMap()
        .forEach((name, cell) -> counts.put(name, cell.getAsJsonObject().get("count").getAsInt()));
    return counts;
  }

  @Test
  void several_columns_give_cells_whose_names_can_be_taken_apart() throws IOException {
    Path report = temporary.resolve("report");

    int status =
        shell.run(
            "audit",
            "--dataset",
            table(),
            "--labels",
            "version,Version,a,b",
            "-o",
            report.toString());

    assertThat(status).as("a,b is no list of two columns: %s", shell.err()).isEqualTo(2);
    status =
        shell.run(
            "audit",
            "--dataset",
            temporary.resolve("table").toString(),
            "--labels",
            "version,Version",
            "--labels",
            "a,b",
            "--set",
            "isonomy.target.kind=shares",
            "--set",
            "isonomy.target.shares.version.v1=0.5",
            "--set",
            "isonomy.target.shares.version.\"v1.0\"=0.25",
            "--set",
            "isonomy.target.shares.\"version\".\"v1.1\"=0.25",
            "-o",
            report.toString());
    assertThat(status).as("%s", shell.err()).isZero();
    JsonObject audit = json(report.resolve("audit.json"));
    List<List<String>> cells = counts(audit).keySet().stream().map(CellName::split).toList();
    assertThat(cells).hasSize(27).contains(List.of("v1.0", "50%2E", "a=b"));
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** The tiny bundle under other names of attributes and classes. */
  private Path bundle(String tone, List<String> tones, String hue, List<String> hues)
      throws IOException {
    Path copy = Files.createDirectory(temporary.resolve("bundle"));
    try (Stream<Path> files = Files.list(TinyJob.bundle())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Path manifest = copy.resolve("bundle.json");
    JsonObject json = json(manifest);
    JsonArray attributes = new JsonArray();
    attributes.add(attribute(tone, tones));
    attributes.add(attribute(hue, hues));
    json.add("attributes", attributes);
    Files.writeString(manifest, json.toString());
    return copy;
  }

  private static JsonObject attribute(String name, List<String> classes) {
    JsonObject attribute = new JsonObject();
    attribute.addProperty("name", name);
    JsonArray list = new JsonArray();
    classes.forEach(list::add);
    attribute.add("classes", list);
    return attribute;
  }

  @Test
  void a_model_whose_classes_have_any_names_makes_a_data_set_of_them() throws Exception {
    List<String> tones = List.of("v1.0", "more than 70");
    List<String> hues = List.of("it's 50%", "é, \"b\"", "a|b<i>");
    Path bundle = bundle("tone (v2.1)", tones, "`hue`", hues);
    String source = temporary.resolve("plain").toString();
    TinyImages.write(SharedSpark.session(), source, 8);
    Dataset<Row> plain = SharedSpark.session().read().parquet(source);
    String renamed = temporary.resolve("source").toString();
    plain
        .select(
            plain.col("image"),
            functions.when(plain.col("tone").equalTo("dark"), tones.get(0)).otherwise(tones.get(1)),
            functions
                .when(plain.col("hue").equalTo("low"), hues.get(0))
                .when(plain.col("hue").equalTo("middle"), hues.get(1))
                .otherwise(hues.get(2)))
        .toDF("image", "tone (v2.1)", "`hue`")
        .write()
        .parquet(renamed);
    Path run = temporary.resolve("run");
    TinyJob job = TinyJob.of(run.toString(), bundle.toString(), renamed, 4);
    job.set("target.kind", "shares");
    job.set("target.shares.\"tone (v2.1)\".\"v1.0\"", "0.25");
    job.set("target.shares.\"tone (v2.1)\".\"more than 70\"", "0.75");

    assertThat(shell.run(job.arguments("run").toArray(String[]::new)))
        .as("%s", shell.err())
        .isZero();

    Dataset<Row> made =
        SharedSpark.session().read().parquet(run.resolve("dataset/data").toString());
    assertThat(made.columns()).startsWith("image", "tone (v2.1)", "`hue`", "cell");
    assertThat(made.filter(Columns.named("tone (v2.1)").equalTo(0)).count()).isEqualTo(6);
    for (Row row : made.collectAsList()) {
      List<String> classes = CellName.split(row.getAs("cell"));
      assertThat(tones.indexOf(classes.get(0)))
          .isEqualTo(row.<Long>getAs("tone (v2.1)").intValue());
      assertThat(hues.indexOf(classes.get(1))).isEqualTo(row.<Long>getAs("`hue`").intValue());
    }
    assertThat(shell.run(job.arguments("verify").toArray(String[]::new))).isZero();
    Path again = temporary.resolve("again");
    String dataset = run.resolve("dataset").toString();
    assertThat(shell.run("audit", "--dataset", dataset, "-o", again.toString()))
        .as("%s", shell.err())
        .isZero();
    assertThat(json(again.resolve("audit.json")).get("attributes"))
        .isEqualTo(json(run.resolve("audit.json")).get("attributes"));
    Path shards = temporary.resolve("shards");
    assertThat(shell.run("export", "--dataset", dataset, "-o", shards.toString()))
        .as("%s", shell.err())
        .isZero();
    String tar =
        new String(Files.readAllBytes(shards.resolve("train-000000.tar")), StandardCharsets.UTF_8);
    assertThat(tar).contains("\"tone (v2.1)_name\":\"v1.0\"");
    JsonObject croissant = json(run.resolve("dataset/croissant.json"));
    assertThat(croissant.toString())
        .contains("\"@id\":\"images/tone%20%28v2.1%29\"", "\"column\":\"tone (v2.1)\"");
  }

  @Test
  void a_model_whose_attributes_are_columns_already_is_refused() throws IOException {
    for (String name : List.of("unit", "Cell", "role", "Hue")) {
      Path bundle = bundle(name, List.of("a", "b"), "hue", List.of("x", "y", "z"));
      Path run = temporary.resolve("run");
      TinyJob job = TinyJob.of(run.toString(), bundle.toString(), temporary.toString(), 1);

      assertThat(shell.run(job.arguments("run").toArray(String[]::new))).isEqualTo(2);

      assertThat(shell.err()).hasSize(1);
      assertThat(shell.err().get(0)).contains("would have the same column as", "rename it");
      assertThat(run).doesNotExist();
      for (Path file :
          Arrays.asList(bundle.toFile().listFiles()).stream().map(f -> f.toPath()).toList()) {
        Files.delete(file);
      }
      Files.delete(bundle);
    }
  }
}
