package dev.isonomy.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.generate.TinyRun;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that misbehave, in Spark's tasks: each ends its job with one clear error, and the same
 * executor goes on to make the images of a sound model.
 */
class HostileBundlesTest {
  private static final GenerationPlan PLAN = TinyRun.plan(40, 20);
  private static SparkSession spark;

  @TempDir Path temporary;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("hostile")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    spark.stop();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("isonomy-networks")) {
        thread.join();
      }
    }
  }

  @AfterEach
  void theExecutorIsStillAlive() {
    assertThat(units(Bundles.root().resolve("tiny"), ModuleOptions.DEFAULT)).hasSize(40);
  }

  private static List<Row> units(Path bundle, ModuleOptions options) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    BundleSource source = BundleSource.of(bundle.toString(), Optional.empty());
    UnitInputs inputs =
        new UnitInputs(PLAN, new MixtureLatents(TinyRun.mixture()), TinyRun.association().purity());
    UnitFunction function =
        new UnitFunction(
            new GeneratorSettings(source, "cpu", options, TinyRun.SAMPLING, 32),
            context.broadcast(inputs),
            GenerationMetrics.register(
                spark.sparkContext(), TinyRun.association().space().cellNames()));
    return context.parallelize(List.of(0L, 1L), 1).mapPartitions(function).collect();
  }

  private void assertRefused(String module, String file, String... words) {
    assertRefused(ModuleOptions.DEFAULT, module, file, words);
  }

  private void assertRefused(ModuleOptions options, String module, String file, String... words) {
    Path directory = temporary.resolve(file);
    Bundles.hostile(directory, module, file);
    assertThatThrownBy(() -> units(directory, options))
        .isInstanceOf(SparkException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void wrongShape() {
    assertRefused("labeler", "labeler-narrow.pt", "must return the shape (16, 5)", "(16, 3)");
  }

  @Test
  void wrongType() {
    assertRefused("labeler", "labeler-doubles.pt", "must return float32 but returned float64");
  }

  @Test
  void missingMethod() {
    assertRefused(
        "denoiser", "denoiser-no-method.pt", "denoiser.unconditional", "has no such method");
  }

  @Test
  void networkThatThrows() {
    assertRefused("labeler", "labeler-throws.pt", "module labeler", "the labeler is out of order");
  }

  @Test
  void notANumberRefusesTheUnitByTheSamplesName() {
    assertRefused("denoiser", "denoiser-nan.pt", "sample u00000", "is refused", "returned NaN");
  }

  @Test
  void networkThatHangsIsGivenUpAfterTheConfiguredTime() {
    ModuleOptions impatient = new ModuleOptions(16, Duration.ofMillis(500));
    assertRefused(
        impatient,
        "labeler",
        "labeler-hangs.pt",
        "did not come back within 0.5 s from a call with 16 samples");
  }

  @Test
  void fileThatIsReplacedBetweenDriverAndExecutor() throws IOException {
    Path directory =
        Bundles.altered(
            temporary.resolve("replaced"), json -> json.addProperty("version", "to be replaced"));
    BundleSource source = BundleSource.of(directory.toString(), Optional.empty());
    ModelBundle opened = source.open();
    Files.copy(
        Bundles.root().resolve("hostile/labeler-throws.pt"),
        directory.resolve("labeler.pt"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(opened.fingerprint()).isEqualTo(source.fingerprint());
    assertThatThrownBy(() -> units(directory, ModuleOptions.DEFAULT))
        .isInstanceOf(SparkException.class)
        .hasMessageContainingAll("labeler.pt must have the SHA-256", "was replaced");
  }
}
