package dev.isonomy.bench;

import com.google.gson.JsonObject;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.run.Console;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.run.SparkSessions;
import dev.isonomy.stage.Job;
import dev.isonomy.stage.lift.LiftStage;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code isonomy lift} costs on top of the model and the drawing. Both make the same of the
 * same images: mask, Gaussians, a {@code .ply}, a preview, a turntable of eight views, and the
 * labeler's cell before and after; only the job reads and writes Parquet.
 */
@Command(
    name = "lift",
    description = "Assets per second: bare loop, whole job.",
    mixinStandardHelpOptions = true)
final class LiftBench implements Callable<Integer> {
  @Option(names = "--rounds", description = "Rounds (default: 3).")
  private int rounds = 3;

  @Option(names = "--images", description = "Images per round (default: 1600).")
  private int images = 1600;

  private final int cores = Runtime.getRuntime().availableProcessors();
  private final Rounds measured = new Rounds("assets/s", 1);

  @Override
  public Integer call() {
    PreparedRun run = generated(images);
    PreparedRun small = generated(images / 4);
    List<byte[]> images = images(run.directory());
    lift(images.subList(0, Math.min(images.size(), 4 * BareLiftLoop.BATCH)));
    for (int round = 0; round < rounds; round++) {
      measured.begin();
      measured.add("bare", lift(images));
      Lifted whole = job(run);
      Lifted part = job(small);
      measured.add("job with its start", whole.perSecond());
      measured.add(
          "job", StartUp.speed(whole.assets(), whole.seconds(), part.assets(), part.seconds()));
    }
    report();
    return 0;
  }

  private PreparedRun generated(int count) {
    int unit = PreparedRun.unitSize(images, cores);
    PreparedRun run =
        PreparedRun.make().planned(count, unit, List.of("isonomy.lift.unit-size=" + unit));
    run.generate();
    return run;
  }

  private List<byte[]> images(Path run) {
    SparkSession spark = BenchSpark.start(cores);
    try {
      List<byte[]> images = new ArrayList<>();
      for (Row row : spark.read().parquet(run.resolve("dataset/data").toString()).collectAsList()) {
        images.add(row.<Row>getAs("image").getAs("bytes"));
      }
      return images;
    } finally {
      spark.stop();
    }
  }

  /** All cores take batches of images until none is left. */
  private double lift(List<byte[]> images) {
    BareLiftLoop loop =
        new BareLiftLoop(DefaultModels.lifter(), DefaultModels.generator(), ComputeDevice.CPU);
    AtomicInteger next = new AtomicInteger();
    return Threads.perSecond(
        cores,
        () -> {
          long made = 0;
          int size = images.size();
          for (int from = next.getAndAdd(BareLiftLoop.BATCH);
              from < size;
              from = next.getAndAdd(BareLiftLoop.BATCH)) {
            made += loop.lift(images.subList(from, Math.min(size, from + BareLiftLoop.BATCH)));
          }
          return made;
        });
  }

  private static Lifted job(PreparedRun run) {
    PreparedRun.delete(run.directory().resolve("assets"));
    List<String> all = new ArrayList<>(run.settings());
    all.add("isonomy.run.dir=" + run.directory());
    IsonomyConfig config = IsonomyConfig.load(new ConfigLayers(all, "", "", Map.of()));
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    new Job(config, new Console(quiet, quiet, false)).run(List.of(new LiftStage()));
    Ledger ledger =
        new Ledger(
            RunDirectory.at(run.directory().toString(), SparkSessions.hadoop(config.spark())));
    return new Lifted(
        ledger.count(LiftStage.ASSETS, LiftStage.MADE).orElseThrow(),
        ledger.count(LiftStage.ASSETS, LiftStage.MILLISECONDS).orElseThrow() / 1e3);
  }

  /** What a job made, and how long that took without Spark's start. */
  private record Lifted(long assets, double seconds) {
    double perSecond() {
      return assets / Math.max(1e-3, seconds);
    }
  }

  private void report() {
    JsonObject json = new JsonObject();
    for (String name : measured.names()) {
      json.addProperty(name, measured.median(name));
    }
    json.addProperty("job_to_bare", measured.ratio("job", "bare"));
    json.addProperty("cores", cores);
    json.addProperty("images", images);
    System.out.println(measured.table("bare"));
    Results.write("lift", json);
  }
}
