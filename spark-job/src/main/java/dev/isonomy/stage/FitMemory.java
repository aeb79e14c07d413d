package dev.isonomy.stage;

import dev.isonomy.config.FitEngine;
import dev.isonomy.config.FitSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.Section;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.fit.FitSize;
import dev.isonomy.mixture.fit.FitSize.TasksInside;
import dev.isonomy.mixture.projection.PrincipalSettings;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.run.SparkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * Whether the memory that there is suffices for the fit: asked before anything is encoded, when the
 * number of partitions is a guess, and again before the fit.
 *
 * @param size of the fit
 * @param conf of Spark
 * @param heap of this JVM, the driver's
 */
public record FitMemory(FitSize size, SparkConf conf, long heap) {
  private static final double GIGA = 1L << 30;

  /** A fit that takes more is announced. */
  private static final double WORTH_SAYING = GIGA;

  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+|\\*)(?:,\\s*\\d+)?]");

  /** The fit of a configuration to this JVM; partitions not yet known are taken for the tasks. */
  static FitMemory of(IsonomyConfig config, BundleManifest manifest) {
    SparkConf conf = SparkSessions.conf(config.spark());
    return of(config, manifest, conf, tasks(conf));
  }

  /** The fit of a configuration to this JVM. */
  static FitMemory of(
      IsonomyConfig config, BundleManifest manifest, SparkConf conf, int partitions) {
    return of(
        config,
        manifest.latentDimension(),
        manifest.attributes().cellCount(),
        conf,
        Runtime.getRuntime().maxMemory(),
        partitions);
  }

  static FitMemory of(
      IsonomyConfig config, int dimension, int cells, SparkConf conf, long heap, int partitions) {
    FitSettings fit = config.fit();
    boolean mllib = fit.engine() == FitEngine.MLLIB; // it has full covariances and no projection
    int components = Math.max(fit.components(), Math.multiplyExact(fit.componentsPerCell(), cells));
    int most =
        fit.selection().components().stream().mapToInt(Integer::intValue).max().orElse(components);
    FitSize size =
        new FitSize(
            dimension,
            Math.max(components, most),
            mllib ? CovarianceType.FULL : fit.covariance(),
            fit.rank(),
            mllib ? 0 : principal(fit.pca(), dimension),
            tasks(conf),
            Math.max(1, partitions));
    return new FitMemory(size, conf, heap);
  }

  private static int principal(PrincipalSettings pca, int d) {
    return pca.isNone() ? 0 : Math.min(d, pca.sought(Math.max(d, pca.dimension())));
  }

  /** Tasks that run at once in one JVM. */
  private static int tasks(SparkConf conf) {
    if (!SparkSessions.isLocal(conf)) {
      return Math.max(1, conf.getInt("spark.executor.cores", 1));
    }
    Matcher threads = LOCAL.matcher(conf.get("spark.master"));
    int all = Runtime.getRuntime().availableProcessors();
    return threads.matches()
        ? threads.group(1).equals("*") ? all : Integer.parseInt(threads.group(1))
        : 1;
  }

  private TasksInside tasksInside() {
    return SparkSessions.isLocal(conf) ? TasksInside.DRIVER : TasksInside.EXECUTORS;
  }

  /** Spark's limit of the results of a job; 0 is none. */
  private double mostResults() {
    long most = JavaUtils.byteStringAsBytes(conf.get("spark.driver.maxResultSize", "1g"));
    return most == 0 ? Double.POSITIVE_INFINITY : most;
  }

  /**
   * Refuses a fit that cannot be done here.
   *
   * @throws UserException naming what is needed, what there is, and what would fit
   */
  void require() {
    if (!size.fits((double) heap, mostResults(), tasksInside())) {
      throw new UserException(refusal());
    }
    double executors = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    if (tasksInside() == TasksInside.EXECUTORS && size.executorBytes() > executors) {
      throw new UserException(
          "spark.executor.memory must be at least %s for %s but is %s; raise it, or lower spark.executor.cores"
              .formatted(gigabytes(size.executorBytes()), what(), gigabytes(executors)));
    }
  }

  /** What the fit needs, if that is worth a line. */
  List<String> notes() {
    double needed = size.driverBytes(tasksInside());
    return needed < WORTH_SAYING
        ? List.of()
        : List.of(
            "fit       %s: about %s of heap (there are %s), %s of results, %s on disk"
                .formatted(
                    what(),
                    gigabytes(needed),
                    gigabytes((double) heap),
                    gigabytes(size.resultBytes()),
                    gigabytes(size.artifactBytes())));
  }

  private String refusal() {
    String needed;
    if (size.isImpossible()) {
      needed = "matrices beyond what a Java array holds";
    } else if (size.driverBytes(tasksInside()) > heap) {
      needed =
          "about %s of heap but this JVM has %s"
              .formatted(gigabytes(size.driverBytes(tasksInside())), gigabytes((double) heap));
    } else {
      needed =
          "about %s of results in one job but spark.driver.maxResultSize is %s"
              .formatted(gigabytes(size.resultBytes()), gigabytes(mostResults()));
    }
    return "%s needs %s; %s".formatted(what(), needed, remedies());
  }

  private String what() {
    String space =
        size.principal() > 0
            ? String.format(
                Locale.ROOT,
                "%,d principal components of latents of %,d numbers",
                size.principal(),
                size.dimension())
            : String.format(Locale.ROOT, "latents of %,d numbers", size.dimension());
    String key = size.principal() > 0 ? "isonomy.fit.pca.dimension" : "isonomy.fit.covariance";
    return String.format(
        Locale.ROOT,
        "%s = %s with %,d components over %s",
        key,
        size.principal() > 0 ? String.valueOf(size.principal()) : Section.nameOf(size.covariance()),
        size.components(),
        space);
  }

  private String remedies() {
    List<String> remedies = new ArrayList<>();
    OptionalInt principal = size.largestPrincipal((double) heap, mostResults(), tasksInside());
    if (principal.isPresent()) {
      remedies.add("set isonomy.fit.pca.dimension = " + principal.getAsInt() + ", which fits");
    }
    FitSize diagonal = size.withCovariance(CovarianceType.DIAGONAL);
    if (size.covariance() != CovarianceType.DIAGONAL
        && diagonal.fits((double) heap, mostResults(), tasksInside())) {
      remedies.add("isonomy.fit.covariance = diagonal");
    }
    if (!size.isImpossible()) {
      remedies.add(memory());
    }
    return remedies.isEmpty()
        ? "take a model of fewer latents, or fewer components"
        : String.join(", or ", remedies);
  }

  private String memory() {
    long giga = (long) Math.ceil(size.driverBytes(tasksInside()) / GIGA);
    List<String> needed = new ArrayList<>();
    if (size.driverBytes(tasksInside()) > heap) {
      needed.add(
          tasksInside() == TasksInside.DRIVER
              ? "a heap of %dg (ISONOMY_HEAP with the launcher, --driver-memory with spark-submit)"
                  .formatted(giga)
              : "--driver-memory %dg".formatted(giga));
    }
    if (size.resultBytes() > mostResults()) {
      needed.add(
          "spark.driver.maxResultSize = %dg"
              .formatted((long) Math.ceil(1.2 * size.resultBytes() / GIGA)));
    }
    return "give it " + String.join(" and ", needed);
  }

  private static String gigabytes(double bytes) {
    double giga = bytes / GIGA;
    return String.format(
        Locale.ROOT, giga >= 10 ? "%,.0f GB" : giga >= 0.1 ? "%.1f GB" : "%.2f GB", giga);
  }
}
