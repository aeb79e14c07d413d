package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.spark.CachedRows;
import dev.isonomy.spark.IsonomyGaussianMixture;
import dev.isonomy.spark.RowCache;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How good the fits are: likelihood and clusters found, beside scikit-learn's and MLlib's. */
@Command(
    name = "fit-quality",
    description = "Log-likelihood and adjusted Rand index: ours, scikit-learn, MLlib.",
    mixinStandardHelpOptions = true)
final class FitQualityBench implements Callable<Integer> {
  /** Distance of the means in standard deviations. */
  private static final Map<String, Double> SEPARATION =
      Map.of("separated", 10.0, "overlapping", 3.5);

  private static final long FEWEST_ROWS = 4000;

  /** More rows of the same components, which tell a spurious maximum from a good fit. */
  private static final int HELD_OUT = 4000;

  private static final List<String> HEAD =
      List.of(
          "d",
          "n",
          "k",
          "mixture",
          "seed",
          "ours",
          "scikit-learn, best",
          "difference",
          "MLlib",
          "held out: ours",
          "scikit-learn",
          "MLlib",
          "ARI ours",
          "scikit-learn",
          "MLlib");

  @Option(names = "--d", split = ",", description = "Dimensions (default: 32,64,128,512).")
  private List<Integer> dimensions = List.of(32, 64, 128, 512);

  @Option(names = "--k", description = "Components (default: 4).")
  private int components = 4;

  @Option(names = "--mixtures", split = ",", description = "Default: separated,overlapping.")
  private List<String> mixtures = List.of("separated", "overlapping");

  @Option(names = "--seeds", description = "Data sets of each kind (default: 5).")
  private int seeds = 5;

  @Option(names = "--first-seed", description = "Goes on where a run ended (default: 0).")
  private int firstSeed = 0;

  /** This limit and the tolerance are of all three alike. */
  @Option(names = "--iterations", description = "Ends after so many at the latest (default: 200).")
  private int iterations = 200;

  /** Where likelihoods still rise, clusters differ by chance. */
  @Option(
      names = "--tolerance",
      description = "Ends at a gain below this many nats per row (default: 1e-4).")
  private double tolerance = MixtureSettings.DEFAULT_TOLERANCE;

  /**
   * With few, a component that has caught little more than d rows has as large a likelihood as one
   * likes, and likelihoods say nothing about fits.
   */
  @Option(
      names = "--rows-per-coordinate",
      description = "Rows per component and coordinate, 4000 rows at least (default: 15).")
  private int rowsPerCoordinate = 15;

  @Option(
      names = "--initializations",
      split = ",",
      description = "Scikit-learn's, of which the best counts (default: kmeans,k-means++).")
  private List<String> initializations = List.of("kmeans", "k-means++");

  @Option(names = "--without", split = ",", description = "Leave out mllib, sklearn.")
  private List<String> without = List.of();

  private final ScikitLearn sklearn = new ScikitLearn();
  private final List<List<String>> table = new ArrayList<>();
  private final JsonArray json = new JsonArray();

  @Override
  public Integer call() {
    for (String mixture : mixtures) {
      if (!SEPARATION.containsKey(mixture)) {
        throw new UserException("--mixtures: " + mixture + " is not one of separated, overlapping");
      }
    }
    boolean python = !without.contains("sklearn") && sklearn.available();
    SparkSession spark = BenchSpark.start(Runtime.getRuntime().availableProcessors());
    try {
      for (int d : dimensions) {
        for (String mixture : mixtures) {
          for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
            measure(spark, d, mixture, seed, python);
          }
        }
      }
    } finally {
      spark.stop();
    }
    System.out.println(Results.table(HEAD, table));
    Results.write("fit-quality", json);
    return 0;
  }

  private void measure(SparkSession spark, int d, String mixture, int seed, boolean python) {
    long n = Math.max(FEWEST_ROWS, (long) components * rowsPerCoordinate * d);
    double separation = SEPARATION.get(mixture);
    ClusteredRows data = ClusteredRows.forMllib(n, d, components, separation, seed);
    Dataset<Row> rows = data.dataset(spark, 2).persist(StorageLevel.MEMORY_AND_DISK());
    IsonomyGaussianMixture estimator =
        new IsonomyGaussianMixture()
            .setK(components)
            .setCovarianceType("full")
            .setSeed(seed)
            .setMaxIter(iterations)
            .setTol(tolerance);
    try (CachedRows cached = CachedRows.of(rows, estimator)) {
      Quality ours = quality(data, cached, estimator.fit(rows).mixture());
      Quality mllib =
          without.contains("mllib") ? Quality.NONE : quality(data, cached, mllib(rows, n, seed));
      Quality theirs = python ? sklearn(data) : Quality.NONE;
      add(data, mixture, ours, theirs, mllib);
    } finally {
      RowCache.release(rows);
    }
  }

  /** Stops where ours does: its tolerance is of all rows together, ours is of one. */
  private GaussianMixture mllib(Dataset<Row> rows, long n, int seed) {
    return StockMllib.fit(rows, components, iterations, tolerance * n, seed);
  }

  private Quality sklearn(ClusteredRows data) {
    sklearn.write(data, HELD_OUT);
    Optional<JsonObject> answer =
        sklearn.best(data, HELD_OUT, initializations, iterations, tolerance);
    return answer
        .map(
            each ->
                new Quality(
                    each.get("log_likelihood").getAsDouble(),
                    each.get("held_out").getAsDouble(),
                    each.get("ari").getAsDouble()))
        .orElse(Quality.NONE);
  }

  private static Quality quality(ClusteredRows data, CachedRows cached, GaussianMixture mixture) {
    double heldOut = 0;
    Iterator<double[]> others = data.rows(data.n(), data.n() + HELD_OUT);
    while (others.hasNext()) {
      heldOut += mixture.logDensity(others.next()) / HELD_OUT;
    }
    return new Quality(cached.meanLogLikelihood(mixture), heldOut, RandIndex.of(data, mixture));
  }

  /**
   * Nats per row, of the fitted rows and of others, and the adjusted Rand index against the
   * components the rows were drawn from.
   */
  private record Quality(double logLikelihood, double heldOut, double ari) {
    static final Quality NONE = new Quality(Double.NaN, Double.NaN, Double.NaN);
  }

  private void add(ClusteredRows data, String kind, Quality ours, Quality theirs, Quality mllib) {
    List<String> row =
        List.of(
            Integer.toString(data.d()),
            Long.toString(data.n()),
            Integer.toString(data.k()),
            kind,
            Long.toString(data.seed()),
            text(ours.logLikelihood),
            text(theirs.logLikelihood),
            text(ours.logLikelihood - theirs.logLikelihood),
            text(mllib.logLikelihood),
            text(ours.heldOut),
            text(theirs.heldOut),
            text(mllib.heldOut),
            text(ours.ari),
            text(theirs.ari),
            text(mllib.ari));
    table.add(row);
    System.err.println(String.join(" | ", row));
    JsonObject line = new JsonObject();
    line.addProperty("d", data.d());
    line.addProperty("n", data.n());
    line.addProperty("k", data.k());
    line.addProperty("mixture", kind);
    line.addProperty("seed", data.seed());
    number(line, "log_likelihood", ours.logLikelihood);
    number(line, "sklearn_log_likelihood", theirs.logLikelihood);
    number(line, "mllib_log_likelihood", mllib.logLikelihood);
    number(line, "held_out", ours.heldOut);
    number(line, "sklearn_held_out", theirs.heldOut);
    number(line, "mllib_held_out", mllib.heldOut);
    number(line, "ari", ours.ari);
    number(line, "sklearn_ari", theirs.ari);
    number(line, "mllib_ari", mllib.ari);
    json.add(line);
  }

  private static void number(JsonObject line, String key, double number) {
    if (Double.isFinite(number)) {
      line.addProperty(key, number);
    }
  }

  private static String text(double number) {
    return Double.isNaN(number) ? "" : String.format(Locale.ROOT, "%.4f", number);
  }
}
