package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitIteration;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.spark.CachedRows;
import dev.isonomy.spark.IsonomyGaussianMixture;
import dev.isonomy.spark.RowCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
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

/**
 * Seconds per EM iteration of ours, MLlib's and scikit-learn's, by turns in one process.
 *
 * <p>MLlib chooses its start by a seed and takes none; so what it has after one iteration is where
 * the others start, and a longer fit of the same seed is MLlib's continuation. Its seconds per
 * iteration, and scikit-learn's, are the difference of a long and a short fit. It knows full
 * covariances alone: for a tied one, its full fit is compared with.
 */
@Command(
    name = "fit",
    description = "Seconds per EM iteration: ours, MLlib, scikit-learn, the floor.",
    mixinStandardHelpOptions = true)
final class FitBench implements Callable<Integer> {
  private static final long SEED = 7;

  /** n k d^2 above which MLlib and scikit-learn take one turn only: minutes. */
  private static final double LARGE = 1e10;

  @Option(
      names = "--case",
      split = ";",
      description =
          "n,d,k; several times or separated by semicolons (default: the four published).")
  private List<String> cases =
      List.of("200000,32,8", "200000,64,16", "50000,256,8", "20000,512,18");

  @Option(names = "--covariance", split = ",", description = "full, tied, diagonal, spherical.")
  private List<String> covariances = List.of("full", "tied");

  @Option(names = "--rounds", description = "How often each takes its turn (default: 5).")
  private int rounds = 5;

  @Option(names = "--iterations", description = "Iterations to compare after (default: 3).")
  private int iterations = 3;

  @Option(
      names = "--separation",
      description = "Distance between means in deviations (default: 4, which overlaps).")
  private double separation = 4;

  @Option(names = "--without", split = ",", description = "Leave out mllib, sklearn.")
  private List<String> without = List.of();

  private final int cores = Runtime.getRuntime().availableProcessors();
  private final ScikitLearn sklearn = new ScikitLearn();

  @Override
  public Integer call() {
    if (iterations < 2) {
      throw new UserException("--iterations must be 2 or more: times are differences of two fits");
    }
    MatrixKernel kernel = MatrixKernels.fastest();
    double rate = Dgemm.flopsPerSecond(kernel, cores);
    System.err.printf(
        Locale.ROOT, "kernel %s, %d cores, %.1f GF/s together%n", kernel.name(), cores, rate / 1e9);
    boolean python = !without.contains("sklearn") && sklearn.available();
    List<FitCase> done = new ArrayList<>();
    SparkSession spark = BenchSpark.start(cores);
    try {
      for (String each : cases) {
        long[] sizes = Arrays.stream(each.split(",")).mapToLong(Long::parseLong).toArray();
        ClusteredRows data =
            ClusteredRows.forMllib(sizes[0], (int) sizes[1], (int) sizes[2], separation, SEED);
        for (FitCase line : new Measurement(spark, data, python, rate).run()) {
          done.add(line);
          System.err.println(String.join(" | ", line.row()));
        }
        write(done, kernel, rate); // the next case may take long, and somebody may end it
      }
    } finally {
      spark.stop();
    }
    System.out.println(Results.table(FitCase.HEAD, done.stream().map(FitCase::row).toList()));
    return 0;
  }

  private void write(List<FitCase> done, MatrixKernel kernel, double rate) {
    JsonArray json = new JsonArray();
    for (FitCase each : done) {
      JsonObject line = each.json();
      line.addProperty("iterations", iterations);
      line.addProperty("kernel", kernel.name());
      line.addProperty("cores", cores);
      line.addProperty("dgemm_flops_per_second", rate);
      json.add(line);
    }
    Results.write("fit", json);
  }

  /** One data set. */
  private final class Measurement {
    private static final String MLLIB = "MLlib";

    private final ClusteredRows data;
    private final boolean python;
    private final double rate;
    private final Dataset<Row> rows;
    private final List<CovarianceType> types;
    private final Rounds seconds = new Rounds("s per iteration", 3);
    private final Rounds cpuSeconds = new Rounds("CPU s per iteration", 3);
    private final Map<CovarianceType, FitResult> fits = new EnumMap<>(CovarianceType.class);
    private final Map<String, Double> likelihoods = new HashMap<>();
    private GaussianMixture start;
    private GaussianMixture mllibEnd;

    Measurement(SparkSession spark, ClusteredRows data, boolean python, double rate) {
      this.data = data;
      this.python = python;
      this.rate = rate;
      this.rows = data.dataset(spark, 2 * cores).persist(StorageLevel.MEMORY_AND_DISK());
      this.types = covariances.stream().map(CovarianceType::fromName).toList();
    }

    List<FitCase> run() {
      rows.count();
      if (python) {
        sklearn.write(data, 0);
      }
      try (CachedRows cached = CachedRows.of(rows, new IsonomyGaussianMixture())) {
        boolean large = (double) data.n() * data.k() * data.d() * data.d() > LARGE;
        warmUp(cached, large);
        for (int round = 0; round < rounds; round++) {
          System.err.printf("n=%d d=%d k=%d%n", data.n(), data.d(), data.k());
          seconds.begin();
          cpuSeconds.begin();
          boolean all = round == 0 || !large;
          if (all) {
            mllibsTurn();
          }
          for (CovarianceType type : types) {
            ourTurn(cached, type);
            if (all && python) {
              sklearnsTurn(type);
            }
          }
        }
        if (mllibEnd != null) {
          likelihoods.put(MLLIB, cached.meanLogLikelihood(mllibEnd));
        }
        return types.stream().map(this::line).toList();
      } finally {
        RowCache.release(rows);
      }
    }

    /** Lets the JVM compile the code of both, or their first turns would be the slowest. */
    private void warmUp(CachedRows cached, boolean large) {
      start = StockMllib.fit(rows, data.k(), 1, SEED);
      if (!large && !without.contains("mllib")) {
        StockMllib.fit(rows, data.k(), 1 + iterations, SEED);
      }
      types.forEach(type -> cached.fit(Starts.of(start, type), settings(type)));
    }

    private void mllibsTurn() {
      if (without.contains("mllib")) {
        return;
      }
      Stopwatch.Timed<GaussianMixture> first =
          Stopwatch.time(() -> StockMllib.fit(rows, data.k(), 1, SEED));
      Stopwatch.Timed<GaussianMixture> more =
          Stopwatch.time(() -> StockMllib.fit(rows, data.k(), 1 + iterations, SEED));
      mllibEnd = more.result();
      seconds.add(MLLIB, (more.seconds() - first.seconds()) / iterations);
      cpuSeconds.add(MLLIB, (more.cpuSeconds() - first.cpuSeconds()) / iterations);
    }

    private void ourTurn(CachedRows cached, CovarianceType type) {
      Stopwatch.Timed<FitResult> timed =
          Stopwatch.time(() -> cached.fit(Starts.of(start, type), settings(type)));
      FitResult result = timed.result();
      fits.put(type, result);
      likelihoods.put(ours(type), result.meanLogLikelihood());
      seconds.add(
          ours(type), Rounds.median(result.trace().stream().map(FitIteration::seconds).toList()));
      // one E-step more than iterations: the last one finds the final likelihood
      cpuSeconds.add(ours(type), timed.cpuSeconds() / (result.trace().size() + 1));
    }

    private MixtureSettings settings(CovarianceType type) {
      return MixtureSettings.of(data.k()).withCovarianceType(type).withLimits(iterations, 0);
    }

    private void sklearnsTurn(CovarianceType type) {
      Optional<JsonObject> answer = sklearn.iterate(data, Starts.of(start, type), iterations);
      if (answer.isPresent()) {
        JsonObject json = answer.get();
        seconds.add(sklearns(type), json.get("seconds_per_iteration").getAsDouble());
        cpuSeconds.add(sklearns(type), json.get("cpu_seconds_per_iteration").getAsDouble());
        likelihoods.put(sklearns(type), json.get("log_likelihood").getAsDouble());
      }
    }

    private FitCase line(CovarianceType type) {
      double flops = 4.0 * data.n() * data.k() * data.d() * data.d();
      return new FitCase(
          data,
          type,
          speed(ours(type), type),
          speed(MLLIB, type),
          speed(sklearns(type), type),
          flops / rate,
          fits.get(type).trace().get(0).statisticsBytes());
    }

    private FitCase.Speed speed(String who, CovarianceType type) {
      return new FitCase.Speed(
          seconds.median(who),
          cpuSeconds.median(who),
          seconds.ratio(who, ours(type)),
          cpuSeconds.ratio(who, ours(type)),
          likelihoods.getOrDefault(who, Double.NaN));
    }

    private static String ours(CovarianceType type) {
      return "ours, " + type.id();
    }

    private static String sklearns(CovarianceType type) {
      return "scikit-learn, " + type.id();
    }
  }
}
