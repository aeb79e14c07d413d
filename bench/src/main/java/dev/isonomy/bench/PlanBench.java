package dev.isonomy.bench;

import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import dev.isonomy.stage.FirstTask;
import dev.isonomy.stage.JobProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What planning costs the driver: from the start of its JVM, with 2 GB of heap, through the plan to
 * the first task of the generation.
 */
@Command(
    name = "plan",
    description = "Seconds and heap of a driver from its start to the first task of a large plan.",
    mixinStandardHelpOptions = true)
final class PlanBench implements Callable<Integer> {
  private static final int PER_CELL = 20;

  @Option(names = "--images", description = "Images to plan (default: 1,000,000,000).")
  private long images = 1_000_000_000L;

  @Option(names = "--unit-size", description = "Images per unit (default: 1000).")
  private int unitSize = 1000;

  @Option(names = "--units-per-wave", description = "As generate.units-per-wave (default: 0).")
  private int unitsPerWave;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("isonomy-plan-bench");
    Path source = directory.resolve("source");
    try (SparkSession spark = BenchSpark.start(2)) {
      TinyImages.write(spark, source.toString(), PER_CELL);
    }
    TinyJob job =
        TinyJob.of(
                directory.resolve("run").toString(),
                Results.root().resolve("generator-udf/src/test/resources/bundles/tiny").toString(),
                source.toString(),
                1)
            .set("spark.master", "local[2]")
            .set("plan.images", String.valueOf(images))
            .set("plan.unit-size", String.valueOf(unitSize))
            .set("generate.units-per-wave", String.valueOf(unitsPerWave));
    for (String stage : List.of("encode", "fit", "associate")) {
      run(directory, job, stage);
    }
    job.spark(Map.of("spark.extraListeners", FirstTask.class.getName()));
    System.out.print(run(directory, job, "plan"));
    System.out.print(run(directory, job, "generate"));
    return 0;
  }

  private static String run(Path directory, TinyJob job, String stage)
      throws IOException, InterruptedException {
    JobProcess process =
        JobProcess.start(
            directory.resolve(stage + ".log"), Map.of(), List.of("-Xmx2g"), job.arguments(stage));
    if (process.status() != 0) {
      throw new IllegalStateException(stage + " failed: " + process.output());
    }
    return process.output();
  }
}
