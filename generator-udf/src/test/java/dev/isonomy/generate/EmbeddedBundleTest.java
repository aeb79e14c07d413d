package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.TimestepSpacing;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.djl.DjlModules;
import dev.isonomy.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
