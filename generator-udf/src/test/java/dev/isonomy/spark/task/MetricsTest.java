package dev.isonomy.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.generate.TinyRun;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.spark.metrics.GenerationMetrics;
import dev.isonomy.spark.metrics.IsonomyPlugin;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The executors' metrics, read where Prometheus would read them. */
class MetricsTest {
  private static final GenerationPlan PLAN = TinyRun.plan(30, 30);

  @Test
  void prometheusSeesImagesSecondsAndAcceptance() throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("metrics")
            .config("spark.ui.port", "0")
            .config("spark.plugins", IsonomyPlugin.class.getName())
            .config(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .config("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .getOrCreate();
    try {
      String before = scrape(spark);
      double keptBefore = value(before, "images_kept_Count");
      generate(spark);
      String text = scrape(spark);
      assertThat(value(text, "images_kept_Count") - keptBefore).isEqualTo(30);
      assertThat(value(text, "images_drawn_Count")).isGreaterThan(30);
      assertThat(value(text, "denoise_seconds_Value")).isPositive();
      assertThat(value(text, "encode_seconds_Value")).isPositive();
      assertThat(value(text, "outOfMemory_halvings_Count")).isNotNegative();
      assertThat(value(text, "acceptance_dark_low_Value")).isBetween(0.1, 1.0);
    } finally {
      spark.stop();
    }
  }

  private static void generate(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    UnitInputs inputs =
        new UnitInputs(PLAN, new MixtureLatents(TinyRun.mixture()), TinyRun.association().purity());
    GeneratorSettings settings =
        new GeneratorSettings(
            BundleSource.of(Bundles.root().resolve("tiny").toString(), Optional.empty()),
            "cpu",
            ModuleOptions.DEFAULT,
            TinyRun.SAMPLING,
            16);
    GenerationMetrics metrics =
        GenerationMetrics.register(spark.sparkContext(), PLAN.space().cellNames());
    long rows =
        context
            .parallelize(List.of(0L), 1)
            .mapPartitions(new UnitFunction(settings, context.broadcast(inputs), metrics))
            .count();
    assertThat(rows).isEqualTo(30);
    assertThat(metrics.kept()).isEqualTo(30);
    // What is accepted and not kept came after the last image that was wanted.
    assertThat(metrics.rejected()).isBetween(1L, metrics.draws() - metrics.kept());
  }

  private static String scrape(SparkSession spark) throws IOException {
    URI page = URI.create(spark.sparkContext().uiWebUrl().get() + "/metrics/prometheus/");
    try (var in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static double value(String text, String name) {
    Matcher line =
        Pattern.compile("IsonomyPlugin_executor_" + name + "\\{[^}]*} (\\S+)").matcher(text);
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }
}
