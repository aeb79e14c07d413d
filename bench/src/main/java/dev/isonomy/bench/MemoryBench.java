package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.diffusion.Level;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether native memory stays flat over many batches. */
@Command(
    name = "memory",
    description = "Resident memory over many batches of denoiser, decoder and labeler.",
    mixinStandardHelpOptions = true)
final class MemoryBench implements Callable<Integer> {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int POINTS = 10;

  @Option(names = "--batches", description = "Batches (default: 10000).")
  private int batches = 10_000;

  @Option(names = "--micro-batch", description = "Samples per batch (default: 2).")
  private int microBatch = 2;

  @Override
  public Integer call() {
    if (!Files.exists(STATUS)) {
      throw new UserException("bench memory reads /proc/self/status, which only Linux has");
    }
    ModuleOptions options = new ModuleOptions(microBatch, ModuleOptions.DEFAULT_TIMEOUT);
    List<List<String>> rows = new ArrayList<>();
    JsonArray points = new JsonArray();
    try (BundleModules modules =
        Networks.open(DefaultModels.generator(), ComputeDevice.CPU, options)) {
      Batch batch = new Batch(modules, microBatch);
      int step = Math.max(1, batches / POINTS);
      for (int done = 0; done <= batches; done++) {
        if (done % step == 0) {
          long megabytes = residentMegabytes();
          rows.add(List.of(String.valueOf(done), String.valueOf(megabytes)));
          JsonObject point = new JsonObject();
          point.addProperty("batches", done);
          point.addProperty("residentMegabytes", megabytes);
          points.add(point);
        }
        batch.run();
      }
    }
    System.out.println(Results.table(List.of("batches", "resident MB"), rows));
    JsonObject json = new JsonObject();
    json.addProperty("microBatch", microBatch);
    json.add("points", points);
    Results.write("memory", json);
    return 0;
  }

  /** One batch through denoiser, decoder and labeler. */
  private static final class Batch {
    private final BundleModules modules;
    private final int count;
    private final Level level;
    private final float[] codes;
    private final float[] x;
    private final float[] out;

    Batch(BundleModules modules, int count) {
      this.modules = modules;
      this.count = count;
      ImageShape sample = modules.bundle().manifest().sample();
      this.level = modules.bundle().manifest().denoiser().diffusion().levels().at(500);
      this.codes = new float[count * modules.bundle().manifest().latentDimension()];
      this.x = new float[count * sample.size()];
      this.out = new float[x.length];
    }

    void run() {
      modules.denoiser(List.of(codes)).predict(x, count, level, out);
      modules.label(modules.decodeSample(out, count), count);
    }
  }

  private static long residentMegabytes() {
    System.gc();
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
