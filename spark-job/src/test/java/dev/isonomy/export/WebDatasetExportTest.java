package dev.isonomy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetExportTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("shape", List.of("round", "square")));
  private static SparkSession spark;

  @TempDir Path directory;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("export")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void everyUnitBecomesAShardWithImagesAndLabels() throws IOException {
    WebDatasetExport.into(spark, SPACE, directory.resolve("shards").toString())
        .write("train", rows().coalesce(1));

    Map<String, byte[]> first =
        untar(Files.readAllBytes(directory.resolve("shards/train-000000.tar")));
    Map<String, byte[]> second =
        untar(Files.readAllBytes(directory.resolve("shards/train-000007.tar")));
    assertThat(first.keySet()).containsExactly("a.png", "a.json", "b.png", "b.json");
    assertThat(second.keySet()).containsExactly("c.png", "c.json");
    assertThat(first.get("b.png")).containsExactly(4, 5);
    assertThat(new String(first.get("b.json"), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"sample_id\":\"b\",\"cell\":\"square\",\"shape\":1,\"shape_name\":\"square\","
                + "\"pixels_sha256\":\"y\",\"file_sha256\":\"v\"}");
  }

  @Test
  void namesOfAnyKindAreKeysAndValuesOfTheJson() throws IOException {
    List<String> classes = List.of("v1.0", "</script>\n\"b\"", "日本 🙂");
    AttributeSpace space = AttributeSpace.of(new Attribute("`a.b` {it's} 50%", classes));
    Dataset<Row> named = rows().withColumnRenamed("shape", "`a.b` {it's} 50%").coalesce(1);

    WebDatasetExport.into(spark, space, directory.resolve("s h%20ards").toString())
        .write("train", named);

    byte[] json =
        untar(Files.readAllBytes(directory.resolve("s h%20ards/train-000000.tar"))).get("b.json");
    JsonObject labels =
        JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
    assertThat(labels.get("`a.b` {it's} 50%").getAsInt()).isEqualTo(1);
    assertThat(labels.get("`a.b` {it's} 50%_name").getAsString()).isEqualTo(classes.get(1));
  }

  @Test
  void whatIsThereIsNotOverwritten() {
    String target = directory.toString();

    assertThatThrownBy(() -> WebDatasetExport.into(spark, SPACE, target))
        .isInstanceOf(UserException.class)
        .hasMessage(target + " exists already; choose another directory");
  }

  private static Dataset<Row> rows() {
    StructType schema =
        new StructType()
            .add(
                "image",
                new StructType()
                    .add("bytes", DataTypes.BinaryType)
                    .add("path", DataTypes.StringType))
            .add("shape", DataTypes.LongType)
            .add("cell", DataTypes.StringType)
            .add("sample_id", DataTypes.StringType)
            .add("unit", DataTypes.LongType)
            .add("pixels_sha256", DataTypes.StringType)
            .add("file_sha256", DataTypes.StringType);
    return spark.createDataFrame(
        List.of(
            RowFactory.create(
                RowFactory.create(new byte[] {1, 2, 3}, "a.png"), 0L, "round", "a", 0L, "x", "u"),
            RowFactory.create(
                RowFactory.create(new byte[] {4, 5}, "b.png"), 1L, "square", "b", 0L, "y", "v"),
            RowFactory.create(
                RowFactory.create(new byte[] {6}, "c.png"), 1L, "square", "c", 7L, "z", "w")),
        schema);
  }

  /** Names and contents, read by the format's own rules. */
  private static Map<String, byte[]> untar(byte[] archive) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int at = 0; archive[at] != 0; ) {
      String header = new String(archive, at, 512, StandardCharsets.US_ASCII);
      int size = Integer.parseInt(header.substring(124, 135).trim(), 8);
      int sum = 0;
      for (int i = 0; i < 512; i++) {
        sum += i >= 148 && i < 156 ? ' ' : archive[at + i];
      }
      assertThat(Integer.parseInt(header.substring(148, 155).trim(), 8)).isEqualTo(sum);
      String name = header.substring(0, header.indexOf('\0'));
      files.put(name, Arrays.copyOfRange(archive, at + 512, at + 512 + size));
      at += 512 + ((size + 511) / 512 * 512);
    }
    return files;
  }
}
