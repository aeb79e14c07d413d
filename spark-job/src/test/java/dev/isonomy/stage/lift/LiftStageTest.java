package dev.isonomy.stage.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.error.UserException;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.run.Console;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.splat.SplatFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lifting of a small table by the tiny bundles, which see the labels in the mean colours. */
@Tag("job")
class LiftStageTest {
  private static final int IMAGES = 13;
  // The sibling module's fixtures.
  private static final Path BUNDLES =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles");

  @TempDir private Path temporary;
  private Path table;

  @BeforeEach
  void writeTable() throws IOException {
    table = temporary.resolve("images");
    write(table, 2, images());
  }

  private static List<Row> images() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] png = png(i);
      rows.add(RowFactory.create(RowFactory.create(png, "p" + i), (long) (i % 2), "name-" + i));
    }
    return rows;
  }

  /** A red or dark disc with an alpha channel, on transparent ground. */
  private static byte[] png(int i) throws IOException {
    return encoded(disc(32, i, BufferedImage.TYPE_INT_ARGB));
  }

  private static BufferedImage disc(int size, int i, int type) {
    BufferedImage image = new BufferedImage(size, size, type);
    int red = i % 2 == 0 ? 230 : 20;
    double middle = (size - 1) / 2.0;
    for (int p = 0; p < size * size; p++) {
      double x = p % size - middle;
      double y = Math.floorDiv(p, size) - middle;
      if (x * x + y * y < 0.176 * size * size) {
        image.setRGB(p % size, p / size, 0xff000000 | red << 16 | (i * 15) << 8 | 60);
      }
    }
    return image;
  }

  private static byte[] encoded(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static void write(Path path, int partitions, List<Row> rows) {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema =
        new StructType()
            .add("image", image)
            .add("tone", DataTypes.LongType)
            .add("name", DataTypes.StringType);
    SharedSpark.session()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .repartitionByRange(partitions, org.apache.spark.sql.functions.col("name"))
        .write()
        .parquet(path.toString());
  }

  private Lifting stage(Path directory, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("isonomy.run.dir=" + directory);
    all.add("isonomy.lift.bundle.uri=" + BUNDLES.resolve("tiny-lift"));
    all.add("isonomy.bundle.uri=" + BUNDLES.resolve("tiny"));
    all.add("isonomy.bundle.device=cpu");
    if (all.stream().noneMatch(override -> override.startsWith("isonomy.lift.path"))) {
      all.add("isonomy.lift.path=" + table);
    }
    IsonomyConfig config = IsonomyConfig.load(new ConfigLayers(all, "", "", Map.of()));
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    BundleSource source = BundleSource.ofLift(config.lift().bundleUri(), Optional.empty());
    LiftBundle lifter = source.openLift();
    RunContext run =
        new RunContext(
            config,
            ModelBundle.open(config.bundle().uri()),
            RunDirectory.at(directory.toString(), new Configuration()),
            SharedSpark.session(),
            new Console(nowhere, nowhere, false));
    return new Lifting(run, lifter, source);
  }

  private static List<Row> assets(Path directory) {
    return SharedSpark.session()
        .read()
        .parquet(directory.resolve("assets/data").toString())
        .orderBy("source_row")
        .collectAsList();
  }

  private static Map<String, String> digests(Path directory) {
    Map<String, String> digests = new TreeMap<>();
    for (Row row : assets(directory)) {
      digests.put(row.getAs("name"), row.getAs("splat_sha256"));
    }
    return digests;
  }

  @Test
  void everyImageBecomesAnAssetWithItsLabels() throws IOException {
    Path directory = temporary.resolve("run");
    stage(directory, "isonomy.lift.unit-size=5", "isonomy.lift.views=2").run();
    List<Row> rows = assets(directory);
    assertThat(rows).hasSize(IMAGES);
    for (Row row : rows) {
      assertThat(row.<String>getAs("lift_error")).isNull();
      byte[] file = row.<Row>getAs("splat").getAs("bytes");
      assertThat(SplatFormat.PLY.read(file, "asset").count()).isEqualTo(64);
      assertThat(row.<Long>getAs("gaussians")).isEqualTo(64);
      assertThat(row.<String>getAs("splat_sha256")).isEqualTo(dev.isonomy.model.Sha256.of(file));
      assertThat(row.<List<Float>>getList(row.fieldIndex("camera"))).hasSize(25);
      assertThat(row.<String>getAs("name")).startsWith("name-");
      assertThat(row.<Row>getAs("image").<byte[]>getAs("bytes")).isNotEmpty();
    }
    JsonObject report =
        JsonParser.parseString(Files.readString(directory.resolve("lift.json"))).getAsJsonObject();
    assertThat(report.get("same_cell_share").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(Files.readString(directory.resolve("lift.html")))
        .contains("data-splat=")
        .contains("13 assets")
        .doesNotContain("http://", "https://", "/*STYLE*/", "<!--ROWS-->");
  }

  @Test
  void columnsAndCellsOfAnyNameAreLiftedAndReported() throws IOException {
    Path odd = temporary.resolve("odd % names");
    List<String> cells = List.of("v1%2E0.</script><b>", "50%.日本 🙂");
    var plain = SharedSpark.session().read().parquet(table.toString());
    plain
        .select(
            plain.col("image"),
            plain.col("name"),
            org.apache
                .spark
                .sql
                .functions
                .when(plain.col("tone").equalTo(0), cells.get(0))
                .otherwise(cells.get(1)))
        .toDF("my image.png `x`", "a.b {it's}", "cell")
        .write()
        .parquet(odd.toString());
    Path directory = temporary.resolve("run");

    stage(directory, "isonomy.lift.path=" + odd, "isonomy.lift.image-column=my image.png `x`")
        .run();

    List<Row> rows = assets(directory);
    assertThat(rows).hasSize(IMAGES);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.<String>getAs("a.b {it's}")).startsWith("name-"));
    assertThat(rows).allSatisfy(row -> assertThat(row.<String>getAs("cell")).isIn(cells));
    JsonObject report =
        JsonParser.parseString(Files.readString(directory.resolve("lift.json"))).getAsJsonObject();
    assertThat(report.getAsJsonObject("cells").keySet()).containsExactlyInAnyOrderElementsOf(cells);
    assertThat(Files.readString(directory.resolve("lift.html")))
        .contains("<b>v1.0, &lt;/script&gt;&lt;b&gt;</b>", "<b>50%, 日本 🙂</b>")
        .doesNotContain("</script><b>");
  }

  @Test
  void assetsAreTheSameForAnyPartitioningBatchAndUnitSize() throws IOException {
    stage(temporary.resolve("a"), "isonomy.lift.unit-size=5").run();
    Path shuffled = temporary.resolve("shuffled");
    write(shuffled, 5, images());
    stage(
            temporary.resolve("b"),
            "isonomy.lift.path=" + shuffled,
            "isonomy.lift.unit-size=100",
            "isonomy.lift.batch-size=3")
        .run();
    assertThat(digests(temporary.resolve("b")))
        .hasSize(IMAGES)
        .isEqualTo(digests(temporary.resolve("a")));
  }

  @Test
  void masksComeFromTheAlphaChannelOrFromAColumn() throws IOException {
    List<Row> rows = new ArrayList<>();
    List<Row> masked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      BufferedImage cut = disc(16, i, BufferedImage.TYPE_INT_ARGB);
      BufferedImage opaque = disc(16, i, BufferedImage.TYPE_INT_RGB);
      BufferedImage mask = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 256; p++) {
        int white = cut.getRGB(p % 16, p / 16) >>> 24;
        mask.setRGB(p % 16, p / 16, white << 16 | white << 8 | white);
      }
      rows.add(RowFactory.create(RowFactory.create(encoded(cut), "a"), 0L, "name-" + i));
      masked.add(RowFactory.create(encoded(opaque), encoded(mask), "name-" + i));
    }
    Path alpha = temporary.resolve("alpha");
    write(alpha, 1, rows);
    Path column = temporary.resolve("column");
    SharedSpark.session()
        .createDataFrame(
            masked,
            new StructType()
                .add("photo", DataTypes.BinaryType)
                .add("cutout", DataTypes.BinaryType)
                .add("name", DataTypes.StringType))
        .coalesce(1)
        .write()
        .parquet(column.toString());
    stage(temporary.resolve("a"), "isonomy.lift.path=" + alpha).run();
    stage(
            temporary.resolve("b"),
            "isonomy.lift.path=" + column,
            "isonomy.lift.image-column=photo",
            "isonomy.lift.mask-column=cutout")
        .run();
    assertThat(digests(temporary.resolve("b"))).isEqualTo(digests(temporary.resolve("a")));
    // Without either the model's own segmenter finds another mask.
    stage(temporary.resolve("c"), "isonomy.lift.path=" + column, "isonomy.lift.image-column=photo")
        .run();
    assertThat(digests(temporary.resolve("c"))).isNotEqualTo(digests(temporary.resolve("a")));
  }

  @Test
  void assetsOfAnotherTableAreNotMixedIn() throws IOException {
    Path directory = temporary.resolve("run");
    stage(directory, "isonomy.lift.unit-size=4").run();
    Path other = temporary.resolve("other");
    write(other, 1, images().subList(0, 5));
    assertThatThrownBy(
            () -> stage(directory, "isonomy.lift.unit-size=4", "isonomy.lift.path=" + other).run())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not the table that " + directory)
        .hasMessageContaining("delete the assets, or choose another isonomy.run.dir");
  }

  @Test
  void anEmptyTableIsRefused() {
    Path empty = temporary.resolve("empty");
    write(empty, 1, List.of());
    assertThatThrownBy(() -> stage(temporary.resolve("r"), "isonomy.lift.path=" + empty))
        .isInstanceOf(UserException.class)
        .hasMessage(empty + " holds no images");
  }

  @Test
  void whatIsLostIsMadeAgainAndNothingElse() throws IOException {
    Path directory = temporary.resolve("run");
    stage(directory, "isonomy.lift.unit-size=3").run();
    Map<String, String> before = digests(directory);
    List<Path> files;
    try (var list = Files.list(directory.resolve("assets/data"))) {
      files = list.filter(f -> f.toString().endsWith(".parquet")).sorted().toList();
    }
    assertThat(files).hasSize(5);
    Files.delete(files.get(2));
    stage(directory, "isonomy.lift.unit-size=3").run();
    assertThat(digests(directory)).isEqualTo(before);
    for (int i : new int[] {0, 1, 3, 4}) {
      assertThat(files.get(i)).exists();
    }
  }

  @Test
  void unreadableImagesSayWhyAndTooManyStopTheStage() throws IOException {
    List<Row> rows = images();
    byte[] junk = {1, 2, 3};
    rows.set(4, RowFactory.create(RowFactory.create(junk, "junk"), 0L, "name-4"));
    Path damaged = temporary.resolve("damaged");
    write(damaged, 1, rows);
    Path directory = temporary.resolve("run");
    stage(directory, "isonomy.lift.path=" + damaged, "isonomy.lift.max-rejected-share=0.1").run();
    List<Row> bad =
        assets(directory).stream().filter(row -> row.getAs("lift_error") != null).toList();
    assertThat(bad).hasSize(1);
    assertThat(bad.get(0).<String>getAs("lift_error")).startsWith("it is no image that is known");
    assertThat(bad.get(0).<Object>getAs("splat")).isNull();
    assertThatThrownBy(() -> stage(temporary.resolve("run2"), "isonomy.lift.path=" + damaged).run())
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("1 of 13 images of ")
        .hasMessageContaining("more than isonomy.lift.max-rejected-share = 0.01 allows")
        .hasMessageContaining(": it is no image that is known");
  }

  @Test
  void wrongColumnsAndTablesAreNamed() {
    assertThatThrownBy(() -> stage(temporary.resolve("r"), "isonomy.lift.image-column=photo"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "isonomy.lift.image-column is photo but "
                + table
                + " has the columns image, tone, name");
    assertThatThrownBy(() -> stage(temporary.resolve("r"), "isonomy.lift.mask-column=tone"))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("must be binary, a path or struct<bytes,path> but is bigint");
    assertThatThrownBy(
            () -> stage(temporary.resolve("r"), "isonomy.lift.path=" + temporary.resolve("no")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("/no does not exist");
  }
}
