package dev.isonomy.bench;

import com.google.gson.JsonObject;
import dev.isonomy.cluster.LocalCluster;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Weak scaling: twice the images on two one-core workers, against one. */
@Command(
    name = "scaling",
    description =
        "Images per second of one and of two one-core workers of a standalone cluster, each on a core of its own.",
    mixinStandardHelpOptions = true)
final class ScalingBench implements Callable<Integer> {
  private static final int WORKERS = 2;
  private static final int UNITS_PER_WORKER = 4;
  private static final String WITH_START = ", with its start";

  @Option(names = "--images", description = "Images per worker (default: 540).")
  private int images = 540;

  @Option(names = "--rounds", description = "Rounds (default: 2).")
  private int rounds = 2;

  @Override
  public Integer call() {
    PreparedRun prepared = PreparedRun.make();
    int unit = images / UNITS_PER_WORKER;
    Rounds measured = new Rounds("images/s", 1);
    try (LocalCluster cluster =
        LocalCluster.start(
            Results.directory().resolve("cluster"),
            classPath(),
            IntStream.range(0, WORKERS).mapToObj(ScalingBench::worker).toList())) {
      for (int round = 0; round < rounds; round++) {
        measured.begin();
        for (int workers = 1; workers <= WORKERS; workers++) {
          List<String> settings = settings(cluster, workers);
          PreparedRun.Generation whole =
              prepared.planned(workers * unit * UNITS_PER_WORKER, unit, settings).generate();
          PreparedRun.Generation part = prepared.planned(workers * unit, unit, settings).generate();
          measured.add(
              name(workers),
              StartUp.speed(whole.draws(), whole.seconds(), part.draws(), part.seconds()));
          measured.add(name(workers) + WITH_START, whole.draws() / whole.seconds());
        }
      }
    }
    double scaling = measured.ratio(name(WORKERS), name(1));
    double withStart = measured.ratio(name(WORKERS) + WITH_START, name(1) + WITH_START);
    System.out.println(measured.table(name(1)));
    System.out.printf(
        Locale.ROOT,
        "two workers: %.2f times one after the start, %.2f times with it%n",
        scaling,
        withStart);
    JsonObject json = new JsonObject();
    json.addProperty("oneWorker", measured.median(name(1)));
    json.addProperty("twoWorkers", measured.median(name(WORKERS)));
    json.addProperty("scaling", scaling);
    json.addProperty("scalingWithStart", withStart);
    Results.write("scaling", json);
    return 0;
  }

  private static String name(int workers) {
    return workers == 1 ? "one worker" : workers + " workers";
  }

  private static LocalCluster.Worker worker(int core) {
    return new LocalCluster.Worker(1, List.of(), Pinned.to(core));
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
        property + "spark.ui.enabled=false");
  }

  /**
   * The job's jar and after it all of Spark, but for what the job's jar has already: neither is
   * whole without the other.
   */
  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }
}
