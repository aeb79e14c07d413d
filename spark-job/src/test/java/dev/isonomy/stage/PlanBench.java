package dev.isonomy.stage;

import dev.isonomy.SharedSpark;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Measures what planning costs the driver: from the start of its JVM, with 2 GB of heap, through
 * the plan to the first task of the generation, for a billion images in a million units.
 */
final class PlanBench {
  private PlanBench() {}

  /**
   * Prints the figures.
   *
   * @param arguments optionally images, images per unit and units per wave
   */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    Path directory = Files.createTempDirectory("isonomy-plan-bench");
    Path source = directory.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), 20);
    SharedSpark.session().stop();
    TinyJob job =
        TinyJob.of(
                directory.resolve("run").toString(),
                TinyJob.bundle().toString(),
                source.toString(),
                1)
            .set("spark.master", "local[2]")
            .set("plan.images", given.isEmpty() ? "1000000000" : given.get(0))
            .set("plan.unit-size", given.size() < 2 ? "1000" : given.get(1))
            .set("generate.units-per-wave", given.size() < 3 ? "0" : given.get(2));
    for (String stage : List.of("encode", "fit", "associate")) {
      run(directory, job, stage);
    }
    job.spark(Map.of("spark.extraListeners", FirstTask.class.getName()));
    System.out.print(run(directory, job, "plan"));
    System.out.print(run(directory, job, "generate"));
    System.exit(0);
  }

  private static String run(Path directory, TinyJob job, String stage) throws Exception {
    JobProcess process =
        JobProcess.start(
            directory.resolve(stage + ".log"), Map.of(), List.of("-Xmx2g"), job.arguments(stage));
    if (process.status() != 0) {
      throw new IllegalStateException(stage + " failed: " + process.output());
    }
    return process.output();
  }
}
