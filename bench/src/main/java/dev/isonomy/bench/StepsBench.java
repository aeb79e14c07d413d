package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.Samplers;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.DrawKey;
import dev.isonomy.generate.GenerationListener;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.Label;
import dev.isonomy.generate.Pixels;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.metric.FeatureMoments;
import dev.isonomy.metric.FrechetDistance;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Which sampler needs how many steps. Every point draws the same codes from the same noise, so that
 * what differs between points is the sampler alone: their distances are far more exact against each
 * other than each is by itself.
 */
@Command(
    name = "steps",
    description = "Samplers and steps against FID and label agreement, on the embedded model.",
    mixinStandardHelpOptions = true)
final class StepsBench implements Callable<Integer> {
  private static final long DRAWN = 11;
  private static final long REFERENCE = 12;
  private static final int CHUNK = 64;
  private static final double SLACK = 1.02;
  private static final String BASELINE = "ddim:50";

  @Option(names = "--images", description = "Images per point (default: 1080).")
  private int images = 1080;

  @Option(names = "--points", split = ",", description = "Points, sampler:steps.")
  private List<String> points =
      List.of(
          BASELINE,
          "ddim:20",
          "ddim:15",
          "ddim:10",
          "ddim:8",
          "ddim:5",
          "dpm-solver++:20",
          "dpm-solver++:15",
          "dpm-solver++:10",
          "dpm-solver++:8",
          "dpm-solver++:5",
          "dpm-solver++:4",
          "dpm-solver++:3",
          "heun:10",
          "heun:8",
          "heun:5",
          "heun:3",
          "ddpm:50",
          "ddpm:20");

  private record Point(
      String sampler,
      int steps,
      int evaluations,
      double fid,
      double agreement,
      double difference,
      double sharpness,
      double seconds) {}

  /** The first point's images: the others are compared with them, one by one. */
  private byte[] first;

  @Override
  public Integer call() {
    List<Point> measured = new ArrayList<>();
    try (BundleModules modules =
        Networks.open(DefaultModels.generator(), ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      ReferenceCodes codes = ReferenceCodes.draw(modules, images, DRAWN);
      FrechetDistance distance =
          FrechetDistance.to(
              features(modules, ReferenceCodes.pixels(modules, images, REFERENCE), images));
      double floor = distance.from(features(modules, codes.pixels(), images));
      for (String point : points) {
        measured.add(measure(modules, codes, distance, point));
        System.err.println(measured.get(measured.size() - 1));
      }
      report(measured, floor);
    }
    return 0;
  }

  private Point measure(
      BundleModules modules, ReferenceCodes codes, FrechetDistance distance, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,4}")) {
      throw new UserException("--points must be like ddim:20 but has " + text);
    }
    Sampler sampler = Samplers.of(text.substring(0, colon), 0);
    int steps = Integer.parseInt(text.substring(colon + 1));
    ImageGenerator generator =
        new ImageGenerator(
            modules,
            SamplingSettings.of(sampler, steps, Spacings.of("trailing")),
            GenerationListener.NONE);
    int width = modules.bundle().manifest().latentDimension();
    int size = modules.bundle().manifest().pixels().bytes(1);
    byte[] pixels = new byte[images * size];
    int agreed = 0;
    long start = System.nanoTime();
    for (int from = 0; from < images; from += CHUNK) {
      int n = Math.min(CHUNK, images - from);
      byte[] some =
          generator.generate(
              Arrays.copyOfRange(codes.codes(), from * width, (from + n) * width),
              keys(from, n),
              String::valueOf);
      Label[] labels = generator.label(some, n, String::valueOf);
      for (int i = 0; i < n; i++) {
        agreed += labels[i].cell() == codes.cells()[from + i] ? 1 : 0;
      }
      System.arraycopy(some, 0, pixels, from * size, some.length);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    first = first == null ? pixels : first;
    return new Point(
        sampler.label(),
        steps,
        sampler.evaluations(steps),
        distance.from(features(modules, pixels, images)),
        (double) agreed / images,
        PixelStatistics.difference(first, pixels),
        PixelStatistics.sharpness(pixels, modules.bundle().manifest().image()),
        seconds);
  }

  private static List<DrawKey> keys(int from, int count) {
    List<DrawKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new DrawKey(DRAWN, 0, from + i));
    }
    return keys;
  }

  private static FeatureMoments features(BundleModules modules, byte[] pixels, int count) {
    int width = modules.bundle().manifest().featureWidth();
    int size = pixels.length / count;
    FeatureMoments moments = new FeatureMoments(width);
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      byte[] some = Arrays.copyOfRange(pixels, from * size, (from + n) * size);
      float[] all =
          modules.features(Pixels.toNumbers(some, n, modules.bundle().manifest().pixels()), n);
      for (int i = 0; i < n; i++) {
        moments.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
      }
    }
    return moments;
  }

  private void report(List<Point> measured, double floor) {
    Point baseline = measured.get(0);
    for (Point point : measured) {
      if (BASELINE.equals(point.sampler() + ":" + point.steps())) {
        baseline = point;
      }
    }
    Point cheapest = baseline;
    List<List<String>> rows = new ArrayList<>();
    JsonArray list = new JsonArray();
    for (Point point : measured) {
      if (point.fid() <= SLACK * baseline.fid() && point.evaluations() < cheapest.evaluations()) {
        cheapest = point;
      }
      rows.add(
          List.of(
              point.sampler(),
              String.valueOf(point.steps()),
              String.valueOf(point.evaluations()),
              String.format(Locale.ROOT, "%.3f", point.fid()),
              String.format(Locale.ROOT, "%+.1f%%", 100 * (point.fid() / baseline.fid() - 1)),
              String.format(Locale.ROOT, "%.1f%%", 100 * point.agreement()),
              String.format(Locale.ROOT, "%.2f", point.difference()),
              String.format(Locale.ROOT, "%.2f", point.sharpness())));
      JsonObject json = new JsonObject();
      json.addProperty("sampler", point.sampler());
      json.addProperty("steps", point.steps());
      json.addProperty("evaluations", point.evaluations());
      json.addProperty("fid", point.fid());
      json.addProperty("labelAgreement", point.agreement());
      json.addProperty("levelsFromFirst", point.difference());
      json.addProperty("sharpness", point.sharpness());
      json.addProperty("seconds", point.seconds());
      list.add(json);
    }
    System.out.println(
        Results.table(
            List.of(
                "sampler",
                "steps",
                "network calls",
                "FID",
                "to DDIM-50",
                "label agreement",
                "levels from the first",
                "sharpness"),
            rows));
    System.out.printf(
        Locale.ROOT,
        "%d images per point; FID between two sets of as many renderings %.3f; cheapest within"
            + " 2%%: %s, %d steps%n",
        images,
        floor,
        cheapest.sampler(),
        cheapest.steps());
    JsonObject json = new JsonObject();
    json.addProperty("images", images);
    json.addProperty("floor", floor);
    json.addProperty("cheapestSampler", cheapest.sampler());
    json.addProperty("cheapestSteps", cheapest.steps());
    json.add("points", list);
    Results.write("steps", json);
  }
}
