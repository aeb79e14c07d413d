package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitMemoryTest {
  private static final long GIGA = 1L << 30;
  private static final int PIXELS = 3 * 256 * 256;
  private static final int CELLS = 18;
  private static final Path PLAIN =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles", "ddpm");

  @TempDir private Path temporary;

  private static FitMemory memory(int dimension, long heap, SparkConf conf, String... settings) {
    List<String> all = Arrays.stream(settings).map(each -> "isonomy." + each).toList();
    IsonomyConfig config = IsonomyConfig.load(new ConfigLayers(all, "", "", Map.of()));
    return FitMemory.of(config, dimension, CELLS, conf, heap, 8);
  }

  private static SparkConf local() {
    return new SparkConf(false).setMaster("local[2]").set("spark.driver.maxResultSize", "0");
  }

  @Test
  void aTiedCovarianceOfPixelsIsRefusedWithWhatWouldFit() {
    assertThatThrownBy(() -> memory(PIXELS, 3 * GIGA, local()).require())
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "isonomy.fit.covariance = tied with 36 components over latents of 196,608 numbers",
            "needs matrices beyond what a Java array holds",
            "set isonomy.fit.pca.dimension = ",
            "isonomy.fit.covariance = diagonal")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {12_288, 16_384, 65_536, PIXELS, 262_144})
  void whatIsOfferedIsTaken(int dimension) {
    FitMemory tied = memory(dimension, 3 * GIGA, local());
    String refusal = refusal(tied);
    Matcher offered = Pattern.compile("pca\\.dimension = (\\d+)").matcher(refusal);
    assertThat(offered.find()).as(refusal).isTrue();

    assertThatCode(
            () ->
                memory(dimension, 3 * GIGA, local(), "fit.pca.dimension=" + offered.group(1))
                    .require())
        .doesNotThrowAnyException();
    assertThatCode(() -> memory(dimension, 3 * GIGA, local(), "fit.covariance=diagonal").require())
        .doesNotThrowAnyException();
  }

  private static String refusal(FitMemory memory) {
    try {
      memory.require();
      return "";
    } catch (UserException e) {
      return e.getMessage();
    }
  }

  @Test
  void aBasisBeyondTheHeapNamesTheHeapThatIsNeeded() {
    FitMemory memory = memory(PIXELS, 3 * GIGA, local(), "fit.pca.dimension=400");

    String refusal = refusal(memory);

    assertThat(refusal)
        .contains("isonomy.fit.pca.dimension = 400 with 36 components over 400 principal")
        .contains("of heap but this JVM has 3.0 GB")
        .contains("ISONOMY_HEAP");
    Matcher heap = Pattern.compile("a heap of (\\d+)g").matcher(refusal);
    assertThat(heap.find()).as(refusal).isTrue();
    long enough = Long.parseLong(heap.group(1)) * GIGA;
    assertThatCode(() -> memory(PIXELS, enough, local(), "fit.pca.dimension=400").require())
        .doesNotThrowAnyException();
  }

  @Test
  void resultsBeyondSparksLimitNameItsKey() {
    SparkConf limited = local().set("spark.driver.maxResultSize", "1g");

    assertThat(refusal(memory(PIXELS, 100 * GIGA, limited, "fit.pca.dimension=400")))
        .contains("of results in one job but spark.driver.maxResultSize is 1.0 GB")
        .contains("spark.driver.maxResultSize = ");
    assertThat(refusal(memory(PIXELS, 100 * GIGA, local(), "fit.pca.dimension=400"))).isEmpty();
  }

  @Test
  void executorsOfACaseThatTheDriverCouldHoldAreLookedAtToo() {
    SparkConf cluster =
        new SparkConf(false)
            .setMaster("yarn")
            .set("spark.driver.maxResultSize", "0")
            .set("spark.executor.cores", "4")
            .set("spark.executor.memory", "4g");

    assertThat(refusal(memory(PIXELS, 100 * GIGA, cluster, "fit.pca.dimension=400")))
        .contains("spark.executor.memory must be at least")
        .contains("but is 4.0 GB");
  }

  @Test
  void theEmbeddedModelNeedsNoWord() {
    FitMemory memory = memory(32, 3 * GIGA, local());

    assertThat(refusal(memory)).isEmpty();
    assertThat(memory.notes()).isEmpty();
  }

  @Test
  void aDryRunFindsItAndNothingIsMade() throws IOException {
    Path bundle = Files.createDirectories(temporary.resolve("bundle"));
    try (Stream<Path> files = Files.list(PLAIN)) {
      for (Path file : files.toList()) {
        Files.copy(file, bundle.resolve(file.getFileName().toString()));
      }
    }
    Path manifest = bundle.resolve("bundle.json");
    JsonObject json = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
    for (String part : List.of("image", "sample")) {
      json.getAsJsonObject(part).addProperty("height", 256);
      json.getAsJsonObject(part).addProperty("width", 256);
    }
    Files.writeString(manifest, json.toString());
    Shell shell = new Shell();

    int status =
        shell.run(
            "run",
            "--dry-run",
            "--set",
            "isonomy.bundle.uri=" + bundle,
            "--set",
            "isonomy.run.dir=" + temporary.resolve("run"),
            "--set",
            "isonomy.source.kind=images",
            "--set",
            "isonomy.source.path=" + temporary);

    assertThat(status).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).contains("latents of 196,608 numbers", "pca.dimension");
    assertThat(temporary.resolve("run")).doesNotExist();
  }
}
