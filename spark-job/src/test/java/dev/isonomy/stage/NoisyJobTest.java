package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.run.RunDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on somebody else's model and images: an exported DDPM over pixels, its noisy states
 * as latents, images and labels from a Parquet table. The model has random weights, so that little
 * noise is added: what is drawn near an image's state still looks like the image.
 */
@Tag("job")
class NoisyJobTest {
  private static final int SIZE = 16;
  private static final int IMAGES = 36;
  private static final Path BUNDLES =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles");

  @TempDir Path temporary;

  @Test
  void plainDiffusionModelIsBalancedThroughItsNoisyStates() throws Exception {
    Path run = temporary.resolve("run");
    JobProcess job = JobProcess.start(temporary.resolve("log"), arguments(run, table()));
    assertThat(job.status()).as(job.output()).isZero();

    Map<String, Integer> counts = new TreeMap<>();
    List<Row> rows =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("dataset/data").toString())
            .collectAsList();
    for (Row row : rows) {
      counts.merge(row.getAs("cell"), 1, Integer::sum);
      assertThat(row.<String>getAs("scheduler"))
          .contains("\"startTimestep\":40,\"precision\":\"bfloat16\"");
      assertThat(row.<Double>getAs("component_purity")).isBetween(0.0, 1.0);
      assertThat(row.<Double>getAs("latent_posterior")).as("a noised state is no latent").isNull();
      byte[] png = row.<Row>getAs("image").getAs("bytes");
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(SIZE);
    }
    assertThat(counts).hasSize(6).allSatisfy((cell, n) -> assertThat(n).isEqualTo(IMAGES / 6));
    Row latent =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("latents").toString())
            .select("latent")
            .first();
    assertThat(latent.getList(0)).hasSize(3 * SIZE * SIZE);
    assertThat(run.resolve("audit.html")).content().contains("</html>", "the model unaided");
    assertThat(run.resolve("audit.json")).content().contains("\"prior_is\": \"the model unaided\"");
    requireMeansOfLabelledRows(run);
  }

  /** Fitted to the labelled rows alone, a cell's only component stands in their middle. */
  private static void requireMeansOfLabelledRows(Path run) throws IOException {
    ProjectedMixture mixture =
        Artifacts.latents(RunDirectory.at(run.toString(), new Configuration())).mixture();
    List<Row> labelled =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("latents").toString())
            .filter("cell = 4")
            .collectAsList();
    assertThat(labelled).hasSize(6);
    double[] mean = new double[mixture.dimension()];
    for (Row row : labelled) {
      List<Number> latent = row.getList(row.fieldIndex("latent"));
      for (int i = 0; i < mean.length; i++) {
        mean[i] += latent.get(i).doubleValue() / labelled.size();
      }
    }
    double[] expected = mixture.projection().project(mean);
    assertThat(IntStream.range(0, mixture.mixture().componentCount()))
        .as("a component is the mean of the cell's labelled rows")
        .anySatisfy(
            k ->
                assertThat(mixture.mixture().mean(k))
                    .usingComparatorWithPrecision(1e-6)
                    .containsExactly(expected));
  }

  @Test
  void precisionThatTheBundleDoesNotCarryIsRefused() {
    Shell shell = new Shell();
    List<String> arguments = arguments(temporary.resolve("half"), temporary);
    arguments.addAll(List.of("--set", "isonomy.bundle.precision=float16"));
    assertThat(shell.run(arguments.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0))
        .contains("isonomy.bundle.precision is float16", "export it with --precision float16");
    assertThat(temporary.resolve("half")).doesNotExist();
  }

  @Test
  void guidanceWithoutACodeIsRefused() {
    Shell shell = new Shell();
    List<String> arguments = arguments(temporary.resolve("guided"), temporary);
    arguments.addAll(List.of("--set", "isonomy.generate.guidance=2"));
    assertThat(shell.run(arguments.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0))
        .contains(
            "isonomy.generate.guidance must be 1 but was 2.0", "no condition to be guided by");
    assertThat(temporary.resolve("guided")).doesNotExist();
  }

  @Test
  void timeStepOutsideOfTheScheduleIsRefused() {
    Shell shell = new Shell();
    List<String> arguments = arguments(temporary.resolve("late"), temporary);
    arguments.addAll(List.of("--set", "isonomy.bundle.noisy-timestep=1000"));
    assertThat(shell.run(arguments.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err())
        .containsExactly(
            "isonomy: the time step of noisy latents must be in [0, 1000) but was 1000");
  }

  private static List<String> arguments(Path run, Path table) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    for (String setting :
        List.of(
            "run.dir=" + run,
            "spark.master=local[2]",
            "bundle.uri=" + BUNDLES.resolve("ddpm"),
            "bundle.noisy-timestep=40",
            "bundle.precision=bfloat16",
            "source.kind=parquet",
            "source.path=" + table,
            "fit.pca.dimension=12",
            "fit.rows=labelled",
            "fit.components-per-cell=1",
            "fit.max-iterations=10",
            "associate.pilot-per-cell=4",
            "associate.pilot-error=0.5",
            "plan.images=" + IMAGES,
            "plan.unit-size=12",
            "generate.steps=3",
            "audit.methods=[prior]",
            "audit.images-per-method=24")) {
      arguments.addAll(List.of("--set", "isonomy." + setting));
    }
    return arguments;
  }

  private Path table() throws IOException {
    return ToneImages.write(temporary.resolve("images"));
  }
}
