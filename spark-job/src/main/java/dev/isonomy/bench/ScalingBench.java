package dev.isonomy.bench;

import com.google.gson.JsonObject;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Weak scaling: twice the images on two one-core workers, against one. */
@Command(
    name = "scaling",
    description = "Images per second of one and of two one-core workers of a standalone cluster.",
    mixinStandardHelpOptions = true)
final class ScalingBench implements Callable<Integer> {
  private static final int WORKERS = 2;
  private static final int UNITS_PER_WORKER = 2;

  @Option(names = "--images", description = "Images per worker (default: 540).")
  private int images = 540;

  @Option(names = "--rounds", description = "Rounds (default: 2).")
  private int rounds = 2;

  @Override
  public Integer call() {
    PreparedRun prepared = PreparedRun.make();
    double[] best = new double[WORKERS];
    List<List<String>> rows = new ArrayList<>();
    try (LocalCluster cluster =
        LocalCluster.start(
            Results.directory().resolve("cluster"),
            classPath().subList(1, classPath().size()),
            Collections.nCopies(WORKERS, new LocalCluster.Worker(1, List.of())))) {
      for (int round = 0; round < rounds; round++) {
        for (int workers = 1; workers <= WORKERS; workers++) {
          PreparedRun.Generation made =
              prepared
                  .planned(workers * images, images / UNITS_PER_WORKER, settings(cluster, workers))
                  .generate();
          double speed = made.draws() / made.seconds();
          best[workers - 1] = Math.max(best[workers - 1], speed);
          rows.add(
              List.of(
                  String.valueOf(workers),
                  String.valueOf(made.images()),
                  String.format(Locale.ROOT, "%.1f", made.seconds()),
                  String.format(Locale.ROOT, "%.1f", speed)));
          System.err.println(rows.get(rows.size() - 1));
        }
      }
    }
    System.out.println(
        Results.table(List.of("workers", "images", "seconds", "images drawn per second"), rows));
    System.out.printf(Locale.ROOT, "two workers: %.2f times one%n", best[1] / best[0]);
    JsonObject json = new JsonObject();
    json.addProperty("oneWorker", best[0]);
    json.addProperty("twoWorkers", best[1]);
    json.addProperty("scaling", best[1] / best[0]);
    Results.write("scaling", json);
    return 0;
  }

  private static List<String> settings(LocalCluster cluster, int workers) {
    String property = "isonomy.spark.properties.";
    return List.of(
        "isonomy.spark.master=" + cluster.master(),
        property + "spark.cores.max=" + workers,
        property + "spark.executor.memory=1g",
        property + "spark.executorEnv.OMP_NUM_THREADS=1",
        property + "spark.driver.host=127.0.0.1",
        property + "spark.driver.bindAddress=127.0.0.1",
        property + "spark.ui.enabled=false",
        property + "spark.jars=" + classPath().get(0));
  }

  /** The job's jar, which Spark is to distribute, and after it all of Spark. */
  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }
}
