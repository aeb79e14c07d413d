package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.generate.DrawKey;
import dev.isonomy.generate.GenerationListener;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many samples a network should take at once, and whether that changes an image. */
@Command(
    name = "micro-batch",
    description = "Images per second and core for several micro-batches.",
    mixinStandardHelpOptions = true)
final class MicroBatchBench implements Callable<Integer> {
  private static final int STEPS = 10;

  @Option(names = "--sizes", split = ",", description = "Micro-batches (default: 8,16,32,64).")
  private List<Integer> sizes = List.of(8, 16, 32, 64);

  @Option(names = "--images", description = "Images per measurement (default: 128).")
  private int images = 128;

  @Option(names = "--rounds", description = "Measurements of each (default: 3).")
  private int rounds = 3;

  @Override
  public Integer call() {
    double[] best = new double[sizes.size()];
    byte[][] pixels = new byte[sizes.size()][];
    for (int round = 0; round < rounds; round++) {
      for (int s = 0; s < best.length; s++) {
        int size = sizes.get(s);
        ModuleOptions options = new ModuleOptions(size, ModuleOptions.DEFAULT_TIMEOUT);
        try (BundleModules modules =
            Networks.open(DefaultModels.generator(), ComputeDevice.CPU, options)) {
          draw(modules, size);
          long start = System.nanoTime();
          pixels[s] = draw(modules, images);
          best[s] = Math.max(best[s], images / ((System.nanoTime() - start) / 1e9));
        }
      }
    }
    report(best, pixels);
    return 0;
  }

  private static byte[] draw(BundleModules modules, int count) {
    SamplingSettings sampling =
        SamplingSettings.of(new DpmSolver(DpmSolver.Equation.ODE), STEPS, Spacings.of("trailing"));
    ImageGenerator generator = new ImageGenerator(modules, sampling, GenerationListener.NONE);
    int width = modules.bundle().manifest().latentDimension();
    List<DrawKey> keys = new ArrayList<>();
    float[] codes = new float[count * width];
    float[] code = new float[width];
    for (int i = 0; i < count; i++) {
      keys.add(new DrawKey(1, 0, i));
      keys.get(i).stream(Purpose.LATENT).fillGaussian(code);
      System.arraycopy(code, 0, codes, i * width, width);
    }
    byte[] pixels = generator.generate(codes, keys, String::valueOf);
    generator.label(pixels, count, String::valueOf);
    return pixels;
  }

  private void report(double[] best, byte[][] pixels) {
    List<List<String>> rows = new ArrayList<>();
    JsonArray points = new JsonArray();
    for (int s = 0; s < best.length; s++) {
      int different = different(pixels[0], pixels[s]);
      rows.add(
          List.of(
              String.valueOf(sizes.get(s)),
              String.format(Locale.ROOT, "%.1f", best[s]),
              different + " of " + images));
      JsonObject point = new JsonObject();
      point.addProperty("microBatch", sizes.get(s));
      point.addProperty("imagesPerSecond", best[s]);
      point.addProperty("imagesThatDiffer", different);
      points.add(point);
    }
    System.out.println(
        Results.table(
            List.of("micro-batch", "images/s, one core", "images unlike the first row's"), rows));
    JsonObject json = new JsonObject();
    json.addProperty("images", images);
    json.addProperty("steps", STEPS);
    json.add("points", points);
    Results.write("micro-batch", json);
  }

  private int different(byte[] one, byte[] other) {
    int size = one.length / images;
    int different = 0;
    for (int i = 0; i < images; i++) {
      if (!Arrays.equals(one, i * size, (i + 1) * size, other, i * size, (i + 1) * size)) {
        different++;
      }
    }
    return different;
  }
}
