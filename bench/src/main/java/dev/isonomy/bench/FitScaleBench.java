package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.mixture.fit.FitIteration;
import dev.isonomy.spark.IsonomyGaussianMixture;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether more rows cost more than their share, in time or memory. Rows are made where they are
 * needed, cached by the estimator as every fit's are, and go to disk where the heap is too small.
 */
@Command(
    name = "fit-scale",
    description =
        "Seconds per iteration and heap for 1, 2, 5 and 10 million rows; set ISONOMY_HEAP=2g.",
    mixinStandardHelpOptions = true)
final class FitScaleBench implements Callable<Integer> {
  private static final int ROWS_PER_PARTITION = 250_000;
  private static final List<String> HEAD =
      List.of(
          "rows",
          "d",
          "k",
          "covariance",
          "s/iteration",
          "us/row",
          "whole fit s",
          "CPU s",
          "peak heap MB",
          "bytes sent/iteration");

  @Option(names = "--millions", split = ",", description = "Rows (default: 1,2,5,10).")
  private List<Double> millions = List.of(1.0, 2.0, 5.0, 10.0);

  @Option(names = "--d", description = "Coordinates (default: 64).")
  private int d = 64;

  @Option(names = "--k", description = "Components (default: 16).")
  private int k = 16;

  @Option(names = "--covariance", description = "Kind of covariance (default: tied).")
  private String covariance = "tied";

  @Option(names = "--iterations", description = "Iterations (default: 3).")
  private int iterations = 3;

  @Option(names = "--cores", description = "Cores of Spark (default: 2).")
  private int cores = 2;

  @Override
  public Integer call() {
    List<List<String>> table = new ArrayList<>();
    JsonArray json = new JsonArray();
    for (double each : millions) {
      SparkSession spark = BenchSpark.start(cores);
      try {
        measure(spark, Math.round(each * 1e6), table, json);
      } finally {
        spark.stop();
      }
    }
    System.out.println(Results.table(HEAD, table));
    Results.write("fit-scale", json);
    return 0;
  }

  private void measure(SparkSession spark, long n, List<List<String>> table, JsonArray json) {
    ClusteredRows data = ClusteredRows.forMllib(n, d, k, 4, 1);
    int partitions = (int) Math.max(cores, n / ROWS_PER_PARTITION);
    IsonomyGaussianMixture estimator =
        new IsonomyGaussianMixture()
            .setK(k)
            .setCovarianceType(covariance)
            .setMaxIter(iterations)
            .setTol(0)
            .setRestarts(1);
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    Stopwatch.Timed<IsonomyGaussianMixtureModel> timed =
        Stopwatch.time(() -> estimator.fit(data.dataset(spark, partitions)));
    long peak = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    List<FitIteration> trace = timed.result().result().trace();
    double[] seconds = trace.stream().mapToDouble(FitIteration::seconds).sorted().toArray();
    double median = seconds[seconds.length / 2];
    long bytes = trace.get(0).statisticsBytes() * trace.get(0).partitions();
    List<String> row =
        List.of(
            String.format(Locale.ROOT, "%,d", n),
            Integer.toString(d),
            Integer.toString(k),
            covariance,
            text("%.2f", median),
            text("%.2f", median * 1e6 / n),
            text("%.1f", timed.seconds()),
            text("%.1f", timed.cpuSeconds()),
            text("%.0f", peak / 1e6),
            Long.toString(bytes));
    table.add(row);
    System.err.println(String.join(" | ", row));
    JsonObject line = new JsonObject();
    line.addProperty("n", n);
    line.addProperty("d", d);
    line.addProperty("k", k);
    line.addProperty("covariance", covariance);
    line.addProperty("seconds_per_iteration", median);
    line.addProperty("seconds", timed.seconds());
    line.addProperty("cpu_seconds", timed.cpuSeconds());
    line.addProperty("peak_heap_bytes", peak);
    line.addProperty("heap_limit_bytes", Runtime.getRuntime().maxMemory());
    line.addProperty("partitions", partitions);
    line.addProperty("bytes_per_iteration", bytes);
    json.add(line);
  }

  private static List<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static String text(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
