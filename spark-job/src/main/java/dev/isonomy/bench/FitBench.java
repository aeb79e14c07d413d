package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.FitIteration;
import dev.isonomy.mixture.FitResult;
import dev.isonomy.mixture.FitSettings;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MatrixKernel;
import dev.isonomy.mixture.MatrixKernels;
import dev.isonomy.spark.CachedRows;
import dev.isonomy.spark.IsonomyGaussianMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
 * iteration are the difference of the two fits. It knows full covariances alone: for a tied one,
 * its full fit is compared with.
 */
@Command(
    name = "fit",
    description = "Seconds per EM iteration: ours, MLlib, scikit-learn, the floor.",
    mixinStandardHelpOptions = true)
final class FitBench implements Callable<Integer> {
  private static final long SEED = 7;

  /** n k d^2 above which MLlib takes one turn only: minutes. */
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

  @Option(names = "--rounds", description = "How often each takes its turn (default: 6).")
  private int rounds = 6;

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
    private final ClusteredRows data;
    private final boolean python;
    private final double rate;
    private final Dataset<Row> rows;
    private final List<CovarianceType> types;
    private final List<Runs> ours = new ArrayList<>();
    private GaussianMixture start;
    private GaussianMixture mllibEnd;
    private Runs mllib = new Runs();

    Measurement(SparkSession spark, ClusteredRows data, boolean python, double rate) {
      this.data = data;
      this.python = python;
      this.rate = rate;
      this.rows = data.dataset(spark, 2 * cores).persist(StorageLevel.MEMORY_AND_DISK());
      this.types = covariances.stream().map(CovarianceType::fromName).toList();
      types.forEach(type -> ours.add(new Runs()));
    }

    List<FitCase> run() {
      rows.count();
      try (CachedRows cached = CachedRows.of(rows, new IsonomyGaussianMixture())) {
        boolean large = (double) data.n() * data.k() * data.d() * data.d() > LARGE;
        if (!large) { // lets the JVM compile MLlib's code, or its first turn would be its slowest
          StockMllib.fit(rows, data.k(), 1 + iterations, SEED);
        }
        for (int round = 0; round < rounds; round++) {
          if (round == 0 || !large) {
            mllibsTurn();
          }
          ourTurn(cached);
        }
        double mllibLikelihood = mllibEnd == null ? Double.NaN : cached.meanLogLikelihood(mllibEnd);
        if (python) {
          sklearn.write(data, 0);
        }
        List<FitCase> lines = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
          lines.add(line(i, mllibLikelihood));
        }
        return lines;
      } finally {
        rows.unpersist();
      }
    }

    private void mllibsTurn() {
      Stopwatch.Timed<GaussianMixture> first =
          Stopwatch.time(() -> StockMllib.fit(rows, data.k(), 1, SEED));
      start = first.result();
      if (!without.contains("mllib")) {
        Stopwatch.Timed<GaussianMixture> more =
            Stopwatch.time(() -> StockMllib.fit(rows, data.k(), 1 + iterations, SEED));
        mllibEnd = more.result();
        mllib.add(
            (more.seconds() - first.seconds()) / iterations,
            (more.cpuSeconds() - first.cpuSeconds()) / iterations);
        say("MLlib", mllib);
      }
    }

    private void ourTurn(CachedRows cached) {
      for (int i = 0; i < types.size(); i++) {
        CovarianceType type = types.get(i);
        FitSettings settings =
            FitSettings.of(data.k()).withCovarianceType(type).withLimits(iterations, 0);
        Stopwatch.Timed<FitResult> timed =
            Stopwatch.time(() -> cached.fit(Starts.of(start, type), settings));
        FitResult result = timed.result();
        ours.get(i).result = result;
        // one E-step more than iterations: the last one finds the final likelihood
        ours.get(i).add(median(result), timed.cpuSeconds() / (result.trace().size() + 1));
        say("ours, " + type.id(), ours.get(i));
      }
    }

    private FitCase line(int i, double mllibLikelihood) {
      FitResult result = ours.get(i).result;
      Optional<JsonObject> answer =
          python
              ? sklearn.iterate(data, Starts.of(start, types.get(i)), iterations)
              : Optional.empty();
      FitCase.Speed theirs =
          answer
              .map(
                  json ->
                      new FitCase.Speed(
                          json.get("seconds_per_iteration").getAsDouble(),
                          json.get("cpu_seconds_per_iteration").getAsDouble(),
                          json.get("log_likelihood").getAsDouble()))
              .orElse(FitCase.Speed.NONE);
      double flops = 4.0 * data.n() * data.k() * data.d() * data.d();
      return new FitCase(
          data,
          types.get(i),
          ours.get(i).speed(result.meanLogLikelihood()),
          mllib.speed(mllibLikelihood),
          theirs,
          flops / rate,
          result.trace().get(0).statisticsBytes());
    }

    private void say(String who, Runs runs) {
      System.err.printf(
          Locale.ROOT,
          "n=%d d=%d k=%d %s: %.3f s, CPU %.3f s per iteration%n",
          data.n(),
          data.d(),
          data.k(),
          who,
          runs.seconds,
          runs.cpuSeconds);
    }
  }

  private static double median(FitResult result) {
    double[] seconds =
        result.trace().stream().mapToDouble(FitIteration::seconds).sorted().toArray();
    return seconds[seconds.length / 2];
  }

  /** The best of an implementation's turns; the first one warms it up. */
  private static final class Runs {
    private double seconds = Double.POSITIVE_INFINITY;
    private double cpuSeconds = Double.POSITIVE_INFINITY;
    private FitResult result;

    void add(double wall, double cpu) {
      seconds = Math.min(seconds, wall);
      cpuSeconds = Math.min(cpuSeconds, cpu);
    }

    FitCase.Speed speed(double logLikelihood) {
      return Double.isInfinite(seconds)
          ? FitCase.Speed.NONE
          : new FitCase.Speed(seconds, cpuSeconds, logLikelihood);
    }
  }
}
