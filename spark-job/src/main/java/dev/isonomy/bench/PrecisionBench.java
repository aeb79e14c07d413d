package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.TimestepSpacing;
import dev.isonomy.generate.DrawKey;
import dev.isonomy.generate.GenerationListener;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.Label;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Precision;
import dev.isonomy.model.djl.DjlModules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the precisions that a bundle carries bring on a device, and what they do to its pictures.
 */
@Command(
    name = "precision",
    description = "Pictures per second and task in every precision that a bundle carries.",
    mixinStandardHelpOptions = true)
final class PrecisionBench implements Callable<Integer> {
  private static final int STEPS = 10;

  @Option(names = "--bundle", required = true, description = "A bundle, see exporter's --precision")
  private String location;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default: cpu).")
  private String device = "cpu";

  @Option(names = "--micro-batch", description = "Samples per call (default: 16).")
  private int microBatch = ModuleOptions.DEFAULT_MICRO_BATCH;

  @Option(names = "--images", description = "Pictures per measurement (default: 128).")
  private int images = 128;

  @Option(names = "--rounds", description = "Measurements of each, in turns (default: 3).")
  private int rounds = 3;

  /** Pictures of one measurement, their labels and how fast they came. */
  private record Drawn(byte[] pixels, Label[] labels, double perSecond) {}

  @Override
  public Integer call() {
    ComputeDevice chosen = DjlModules.device(device, OptionalInt.empty());
    ModelBundle bundle = ModelBundle.open(location);
    List<Precision> precisions = new ArrayList<>(List.of(Precision.FLOAT32));
    bundle.manifest().reducedDenoisers().keySet().stream().sorted().forEach(precisions::add);
    List<Drawn> best = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int p = 0; p < precisions.size(); p++) {
        Drawn drawn = measure(bundle.withPrecision(precisions.get(p)), chosen);
        if (round == 0) {
          best.add(drawn);
        } else if (drawn.perSecond() > best.get(p).perSecond()) {
          best.set(p, drawn);
        }
      }
    }
    report(precisions, best);
    return 0;
  }

  private Drawn measure(ModelBundle bundle, ComputeDevice chosen) {
    ModuleOptions options = new ModuleOptions(microBatch, ModuleOptions.DEFAULT_TIMEOUT);
    try (BundleModules modules = DjlModules.open(bundle, chosen, options)) {
      draw(modules, microBatch); // the first calls choose kernels
      return draw(modules, images);
    }
  }

  private static Drawn draw(BundleModules modules, int count) {
    SamplingSettings sampling =
        SamplingSettings.of(new DpmSolver(), STEPS, TimestepSpacing.TRAILING);
    ImageGenerator generator = new ImageGenerator(modules, sampling, GenerationListener.NONE);
    List<DrawKey> keys =
        LongStream.range(0, count).mapToObj(draw -> new DrawKey(1, 0, draw)).toList();
    long start = System.nanoTime();
    byte[] pixels = generator.generateUnconditional(keys, String::valueOf);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Drawn(pixels, generator.label(pixels, count, String::valueOf), count / seconds);
  }

  private void report(List<Precision> precisions, List<Drawn> drawn) {
    List<List<String>> rows = new ArrayList<>();
    JsonArray points = new JsonArray();
    for (int p = 0; p < drawn.size(); p++) {
      double levels = Detail.difference(drawn.get(0).pixels(), drawn.get(p).pixels());
      int moved = moved(drawn.get(0).labels(), drawn.get(p).labels());
      rows.add(
          List.of(
              precisions.get(p).label(),
              String.format(Locale.ROOT, "%.1f", drawn.get(p).perSecond()),
              String.format(Locale.ROOT, "%.2f of 255", levels),
              moved + " of " + images));
      JsonObject point = new JsonObject();
      point.addProperty("precision", precisions.get(p).label());
      point.addProperty("imagesPerSecond", drawn.get(p).perSecond());
      point.addProperty("meanDifference", levels);
      point.addProperty("otherCell", moved);
      points.add(point);
    }
    System.out.println(
        Results.table(
            List.of("precision", "images/s, one task", "mean difference", "in another cell"),
            rows));
    JsonObject json = new JsonObject();
    json.addProperty("device", device);
    json.addProperty("microBatch", microBatch);
    json.addProperty("steps", STEPS);
    json.add("points", points);
    Results.write("precision", json);
  }

  private static int moved(Label[] one, Label[] other) {
    int moved = 0;
    for (int i = 0; i < one.length; i++) {
      moved += one[i].cell() == other[i].cell() ? 0 : 1;
    }
    return moved;
  }
}
