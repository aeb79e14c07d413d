package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.TimestepSpacing;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.djl.DjlModules;
import dev.isonomy.random.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded model: complete, undamaged, and as exact about batches as the tiny one. */
class EmbeddedBundleTest {
  private static final int IMAGES = 19;
  private static final int WIDTH = 32;

  @Test
  void portraitsAreWhatTheJobExpects() {
    ModelBundle bundle = ModelBundle.open(ModelBundle.PORTRAITS);
    BundleManifest manifest = bundle.manifest();
    assertThat(manifest.image()).isEqualTo(new ImageShape(3, 64, 64));
    assertThat(manifest.latentSpace()).isEqualTo(new LatentSpace.Semantic(WIDTH));
    assertThat(manifest.attributes().cellCount()).isEqualTo(18);
    assertThat(manifest.denoiser().unconditional()).isTrue();
    BundleVerifier.verify(bundle);
  }

  @Test
  void picturesAreTheSameBytesAloneAndAmongOthers() {
    SamplingSettings sampling = SamplingSettings.of(new DpmSolver(), 2, TimestepSpacing.TRAILING);
    List<DrawKey> keys = new ArrayList<>();
    float[] codes = new float[IMAGES * WIDTH];
    float[] code = new float[WIDTH];
    for (int i = 0; i < IMAGES; i++) {
      keys.add(new DrawKey(1, 0, i));
      keys.get(i).stream(Purpose.LATENT).fillGaussian(code);
      System.arraycopy(code, 0, codes, i * WIDTH, WIDTH);
    }
    try (BundleModules modules =
        DjlModules.open(
            ModelBundle.open(ModelBundle.PORTRAITS), ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      ImageGenerator generator = new ImageGenerator(modules, sampling, GenerationListener.NONE);
      byte[] together = generator.generate(codes, keys, String::valueOf);
      Label[] labels = generator.label(together, IMAGES, String::valueOf);
      int size = together.length / IMAGES;
      int last = IMAGES - 1;
      byte[] alone =
          generator.generate(
              Arrays.copyOfRange(codes, last * WIDTH, codes.length),
              keys.subList(last, IMAGES),
              String::valueOf);
      assertThat(alone).isEqualTo(Arrays.copyOfRange(together, last * size, together.length));
      assertThat(generator.label(alone, 1, String::valueOf)[0]).isEqualTo(labels[last]);
    }
  }

  @Test
  void layoutOfPicturesChangesResultsByRoundingOnly(@TempDir Path temporary) {
    Path directory =
        Bundles.altered(
            Bundles.portraits(),
            temporary.resolve("channels-first"),
            json -> json.remove("channelsLast"));
    ModelBundle plain = ModelBundle.fromDirectory(directory);
    ModelBundle bundle = ModelBundle.open(ModelBundle.PORTRAITS);
    assertThat(plain.manifest().channelsLast()).isEmpty();
    assertThat(bundle.manifest().channelsLast()).isEqualTo(bundle.manifest().modules().keySet());
    List<float[]> expected = resultsOf(plain);
    List<float[]> found = resultsOf(bundle);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).isNotEqualTo(expected.get(i));
      assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-4f));
    }
  }

  /** Of denoiser, decoder, encoders and auditor. */
  private static List<float[]> resultsOf(ModelBundle bundle) {
    int count = 3;
    float[] codes = new float[count * WIDTH];
    float[] noise = new float[count * bundle.manifest().sample().size()];
    new DrawKey(1, 0, 0).stream(Purpose.LATENT).fillGaussian(codes);
    new DrawKey(1, 0, 0).stream(Purpose.INITIAL_NOISE).fillGaussian(noise);
    try (BundleModules modules =
        DjlModules.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      float[] velocity = new float[noise.length];
      modules.denoiser(codes).predict(noise, count, 500, velocity);
      float[] images = modules.decodeSample(noise, count);
      return List.of(
          velocity,
          images,
          modules.encode(images, count),
          modules.encodeSample(images, count),
          modules.audit(images, count));
    }
  }
}
