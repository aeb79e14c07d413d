package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import dev.isonomy.diffusion.Consistency;
import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Denoiser;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.StepNoise;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.DenoiserSpec;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs a bundle of every family that the exporter knows, and compares its images with those of the
 * pipeline that it was made of. Not a test by its name, as the bundles ({@code
 * make_family_bundles.py}) need Python: {@code .ci/checks/export.sh} makes them and runs it with
 * {@code -Disonomy.families=FOLDER}.
 */
class FamilyBundlesCheck {
  private static final double TOLERANCE = 1e-3;

  /** What a pipeline made. */
  private record Golden(
      int count,
      float[] noise,
      List<float[]> conditions,
      List<float[]> nothing,
      List<String> visited,
      List<String> placed,
      List<List<float[]>> fresh,
      float[] images) {}

  static List<Path> families() throws IOException {
    String folder = System.getProperty("isonomy.families");
    assertThat(folder).as("-Disonomy.families names a folder").isNotNull();
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      List<Path> found = all.sorted().toList();
      assertThat(found).hasSizeGreaterThan(20);
      return found;
    }
  }

  private static Golden golden(Path family) {
    try {
      String text =
          Files.readString(family.resolve("golden.json")).replace("\"null\"", "\"nothing\"");
      return new Gson().fromJson(text, Golden.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void imagesAreThoseOfThePipeline(Path family) {
    Golden golden = golden(family);
    ModelBundle bundle = ModelBundle.fromDirectory(family.resolve("bundle"));
    DenoiserSpec spec = bundle.manifest().denoiser();
    Levels levels = spec.diffusion().levels();
    requireSame(spec.spacing().levels(levels, golden.placed().size()), golden.placed());
    Level[] visited =
        golden.visited().stream().map(level -> level(levels, level)).toArray(Level[]::new);
    float[] x = golden.noise().clone();
    Sampler sampler = golden.fresh() == null ? new Ddim(0) : new Consistency();
    int[] step = new int[golden.count()];
    StepNoise noise =
        (sample, out) -> {
          float[] fresh = golden.fresh().get(step[sample]++).get(sample);
          System.arraycopy(fresh, 0, out, 0, out.length);
        };
    try (BundleModules modules = Networks.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      sampler.sample(
          spec.diffusion(), visited, denoiser(modules, golden), x, golden.count(), noise);
      requireClose(modules.decodeSample(x, golden.count()), golden.images());
    }
  }

  private static double number(String logSnr) {
    return Double.parseDouble(logSnr.replace("inf", "Infinity"));
  }

  /** A level of the table, or one between two of them. */
  private static Level level(Levels levels, String logSnr) {
    double wanted = number(logSnr);
    for (int i = 0; i < levels.count(); i++) {
      if (levels.at(i).logSnr() == wanted || Math.abs(levels.at(i).logSnr() - wanted) < 1e-9) {
        return levels.at(i);
      }
    }
    return levels.of(wanted);
  }

  private static void requireSame(Level[] placed, List<String> expected) {
    for (int i = 0; i < placed.length; i++) {
      double sigma = Math.exp(-0.5 * number(expected.get(i)));
      assertThat(placed[i].scaledNoise()).as("step %d", i).isCloseTo(sigma, within(1e-5 * sigma));
    }
  }

  private static Denoiser denoiser(BundleModules modules, Golden golden) {
    if (golden.nothing() == null) {
      return modules.denoiser(golden.conditions());
    }
    List<float[]> both = new ArrayList<>();
    for (int i = 0; i < golden.conditions().size(); i++) {
      float[] with = golden.conditions().get(i);
      float[] without = golden.nothing().get(i);
      float[] all = new float[2 * with.length];
      System.arraycopy(without, 0, all, 0, with.length);
      System.arraycopy(with, 0, all, with.length, with.length);
      both.add(all);
    }
    double scale = modules.bundle().manifest().denoiser().guidance().scale();
    int size = modules.bundle().manifest().sample().size();
    return new Guided(scale, 0).inOneCall(modules.denoiser(both), size);
  }

  /** As the exporter measures: by the images' range, or by that of wider ones. */
  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    float least = 0;
    float most = 0;
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      least = Math.min(least, expected[i]);
      most = Math.max(most, expected[i]);
      double difference = Math.abs(found[i] - expected[i]);
      worst = Double.isNaN(difference) ? difference : Math.max(worst, difference);
    }
    assertThat(worst / Math.max(2, most - least)).isLessThan(TOLERANCE);
  }
}
