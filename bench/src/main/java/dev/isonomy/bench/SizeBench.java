package dev.isonomy.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.isonomy.condition.Condition;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a bundle costs before and while it draws: reading and hashing its files, loading its
 * networks (copy, hash, load, one trial of each), and single calls with one sample; and the most
 * memory that the process had. Conditions are zeros, as only time is measured.
 */
@Command(
    name = "size",
    description = "Seconds to verify, load and call the networks of a bundle, and peak memory.",
    mixinStandardHelpOptions = true)
final class SizeBench implements Callable<Integer> {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Duration LONGEST_CALL = Duration.ofHours(1);

  @Option(names = "--bundle", description = "A bundle (default: the job's).")
  private String location = DefaultModels.location();

  @Option(names = "--images", description = "Images (default: 2).")
  private int images = 2;

  @Option(names = "--steps", description = "Calls of the denoiser per image (default: 2).")
  private int steps = 2;

  @Override
  public Integer call() {
    if (!Files.exists(STATUS)) {
      throw new UserException("bench size reads /proc/self/status, which only Linux has");
    }
    ModelBundle bundle = ModelBundle.open(location);
    JsonObject json = new JsonObject();
    json.addProperty("verifySeconds", seconds(() -> BundleVerifier.verify(bundle)));
    long start = System.nanoTime();
    try (BundleModules modules =
        Networks.open(bundle, ComputeDevice.CPU, new ModuleOptions(1, LONGEST_CALL))) {
      json.addProperty("loadSeconds", since(start));
      draw(modules, json);
    }
    json.addProperty("peakGigabytes", peakGigabytes());
    List<List<String>> rows =
        json.entrySet().stream()
            .map(e -> List.of(e.getKey(), String.format(Locale.ROOT, "%.2f", number(e.getValue()))))
            .toList();
    System.out.println(Results.table(List.of("what", "figure"), rows));
    Results.write("size", json);
    return 0;
  }

  private static double number(JsonElement value) {
    return value.getAsDouble();
  }

  /** The fastest call of each network: what others do on the machine only adds to it. */
  private void draw(BundleModules modules, JsonObject json) {
    BundleManifest manifest = modules.bundle().manifest();
    Levels levels = manifest.denoiser().diffusion().levels();
    List<float[]> conditions =
        manifest.denoiser().conditions().stream().map(Condition::size).map(float[]::new).toList();
    float[] state = new float[manifest.sample().size()];
    float[] out = new float[state.length];
    double step = Double.POSITIVE_INFINITY;
    double decode = Double.POSITIVE_INFINITY;
    Random random = new Random(1);
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < state.length; i++) {
        state[i] = (float) random.nextGaussian();
      }
      for (int i = steps; i > 0; i--) {
        Level level = levels.at(i * (levels.count() - 1) / steps);
        step =
            Math.min(
                step, seconds(() -> modules.denoiser(conditions).predict(state, 1, level, out)));
      }
      decode = Math.min(decode, seconds(() -> modules.label(modules.decodeSample(out, 1), 1)));
    }
    json.addProperty("stepSeconds", step);
    json.addProperty("decodeAndLabelSeconds", decode);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return since(start);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double peakGigabytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0 / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
