package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.generate.Pixels;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on height maps: one channel of 16 bits, twice as wide as high. Their slope goes
 * from left to right, so that a job that mistakes rows for columns labels them otherwise.
 */
@Tag("job")
class HeightMapJobTest {
  private static final int HEIGHT = 16;
  private static final int WIDTH = 32;
  private static final int IMAGES = 36;
  private static final PixelShape SHAPE = new PixelShape(PixelFormat.GREY_16, HEIGHT, WIDTH);
  private static final Path BUNDLES =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles");
  private static final List<String> LEVELS = List.of("low", "high");
  private static final List<String> SLOPES = List.of("falling", "flat", "rising");

  @TempDir private static Path temporary;
  private static Path run;
  private static List<Row> rows;

  @BeforeAll
  static void runTheJob() throws Exception {
    run = temporary.resolve("run");
    JobProcess job = JobProcess.start(temporary.resolve("log"), arguments("run", run, table()));
    assertThat(job.status()).as(job.output()).isZero();
    rows =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("dataset/data").toString())
            .collectAsList();
  }

  @Test
  void everyImageIsAGreyPngOfSixteenBitsAsWideAsTheModelMakesIt() throws IOException {
    assertThat(rows).hasSize(IMAGES);
    Set<Integer> lowBytes = new HashSet<>();
    for (Row row : rows) {
      Raster raster = raster(row);
      assertThat(raster.getWidth()).isEqualTo(WIDTH);
      assertThat(raster.getHeight()).isEqualTo(HEIGHT);
      assertThat(raster.getSampleModel().getSampleSize()).containsExactly(16);
      byte[] pixels = new byte[SHAPE.bytes(1)];
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int height = raster.getSample(i % WIDTH, i / WIDTH, 0);
        pixels[2 * i] = (byte) height;
        pixels[2 * i + 1] = (byte) (height >> 8);
        lowBytes.add(height & 255);
      }
      assertThat(Pixels.sha256(pixels, SHAPE)).isEqualTo(row.getAs("pixels_sha256"));
    }
    assertThat(lowBytes).as("heights between those of 8 bits").hasSize(256);
  }

  @Test
  void everyCellHasItsQuotaAndTheLabelsAreThoseOfTheHeights() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Row row : rows) {
      counts.merge(row.getAs("cell"), 1, Integer::sum);
      Raster raster = raster(row);
      double mean = 0;
      double slope = 0;
      double squares = 0;
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          double height = atanh(raster.getSample(x, y, 0) / 32767.5 - 1);
          mean += height / (WIDTH * HEIGHT);
          slope += height * ramp(x);
          squares += ramp(x) * ramp(x);
        }
      }
      slope /= squares;
      assertThat(row.<Long>getAs("level")).isEqualTo(mean > 0 ? 1 : 0);
      assertThat(row.<Long>getAs("slope")).isEqualTo(slope < -0.3 ? 0 : slope > 0.3 ? 2 : 1);
    }
    assertThat(counts).hasSize(6).allSatisfy((cell, n) -> assertThat(n).isEqualTo(IMAGES / 6));
  }

  @Test
  void codesOfTheSourceAreReadOffAllSixteenBits() {
    List<Row> latents =
        SharedSpark.session().read().parquet(run.resolve("latents").toString()).collectAsList();
    assertThat(latents).hasSize(SOURCE);
    for (Row row : latents) {
      String id = row.getAs("id");
      double[] code = code(Integer.parseInt(id.substring(id.indexOf('-') + 1)));
      List<Number> latent = row.getList(row.fieldIndex("latent"));
      // A step of 8 bits is 0.008, one of 16 bits 0.00003.
      assertThat(latent.get(0).doubleValue()).isCloseTo(code[0], within(2e-4));
      assertThat(latent.get(1).doubleValue()).isCloseTo(code[1], within(2e-4));
    }
  }

  @Test
  void otherCommandsReadTheDataSet() {
    Shell shell = new Shell();
    List<String> verify = arguments("verify", run, temporary.resolve("images"));
    assertThat(shell.run(verify.toArray(String[]::new)))
        .as(() -> String.join("\n", shell.err()))
        .isZero();
    assertThat(shell.out()).contains("36 images in 3 units");
    int status =
        shell.run(
            "audit",
            "--dataset=" + run.resolve("dataset"),
            "--labels=level,slope",
            "--bundle=" + BUNDLES.resolve("tiny-height"),
            "--output=" + temporary.resolve("report"));
    assertThat(status).as(() -> String.join("\n", shell.err())).isZero();
    assertThat(temporary.resolve("report/audit.html")).content().contains("data:image/png");
    assertThat(run.resolve("audit.html")).content().contains("data:image/png");
  }

  @Test
  void heightsAreNotLiftedToFigures() {
    Shell shell = new Shell();
    int status = shell.run(arguments("lift", run, temporary).toArray(String[]::new));
    assertThat(status).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0))
        .startsWith("isonomy: isonomy lift needs images of colours, but bundle tiny-height 1")
        .endsWith("makes 32x16 I;16; lift the data set of a model with 3 or 4 channels");
  }

  @Test
  void aRendererOfColoursIsNoSourceOfHeights() {
    Shell shell = new Shell();
    List<String> arguments = arguments("encode", temporary.resolve("drawn"), temporary);
    arguments.addAll(List.of("--set", "isonomy.source.kind=renderer"));
    assertThat(shell.run(arguments.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().get(shell.err().size() - 1))
        .isEqualTo(
            "isonomy: isonomy.source.kind renderer draws RGB images but the model wants 32x16 I;16:"
                + " take images or parquet");
  }

  private static Raster raster(Row row) throws IOException {
    byte[] png = row.<Row>getAs("image").getAs("bytes");
    return ImageIO.read(new ByteArrayInputStream(png)).getRaster();
  }

  private static double atanh(double x) {
    double limited = Math.max(-0.999, Math.min(0.999, x));
    return 0.5 * Math.log((1 + limited) / (1 - limited));
  }

  private static double ramp(int x) {
    return 2.0 * x / (WIDTH - 1) - 1;
  }

  private static List<String> arguments(String command, Path run, Path table) {
    List<String> arguments = new ArrayList<>(List.of(command));
    Stream.of(
            "run.dir=" + run,
            "spark.master=local[2]",
            "bundle.uri=" + BUNDLES.resolve("tiny-height"),
            "source.kind=parquet",
            "source.path=" + table,
            "fit.components-per-cell=1",
            "fit.max-iterations=10",
            "associate.pilot-per-cell=4",
            "associate.pilot-error=0.5",
            "plan.images=" + IMAGES,
            "plan.unit-size=12",
            "generate.steps=4",
            "audit.methods=[prior]",
            "audit.images-per-method=24")
        .forEach(setting -> arguments.addAll(List.of("--set", "isonomy." + setting)));
    return arguments;
  }

  private static final int SOURCE = 240;

  /** Height and slope of a map of the source; what is low and falling is common. */
  private static double[] code(int index) {
    int cell = index % 4 == 0 ? index / 4 % 6 : index % 16 * index % 7 % 6;
    RandomStream random = RandomStream.of(9, 0, index, Purpose.INITIAL_NOISE);
    float[] noise = new float[2];
    random.fillGaussian(noise);
    return new double[] {
      (cell / 3 == 0 ? -0.4 : 0.4) + 0.08 * noise[0], 0.6 * (cell % 3 - 1) + 0.06 * noise[1]
    };
  }

  private static Path table() {
    PngEncoder encoder = new PngEncoder("test");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SOURCE; i++) {
      double[] code = code(i);
      float[] heights = new float[WIDTH * HEIGHT];
      for (int p = 0; p < heights.length; p++) {
        heights[p] = (float) Math.tanh(code[0] + code[1] * ramp(p % WIDTH));
      }
      byte[] png = encoder.encode(Pixels.quantize(heights, 1, SHAPE), SHAPE);
      rows.add(
          RowFactory.create(
              png,
              LEVELS.get(code[0] > 0 ? 1 : 0),
              SLOPES.get(code[1] < -0.3 ? 0 : code[1] > 0.3 ? 2 : 1)));
    }
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("level", DataTypes.StringType)
            .add("slope", DataTypes.StringType);
    Path table = temporary.resolve("images");
    SharedSpark.session()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .parquet(table.toString());
    return table;
  }
}
