package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ModuleException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageGeneratorTest {
  private static final List<DrawKey> KEYS = List.of(new DrawKey(1, 0, 0), new DrawKey(1, 0, 1));

  private static SamplingSettings sampling(int steps, double guidance) {
    return new SamplingSettings(new Ddim(0), steps, Spacings.of("trailing"), guidance, Map.of());
  }

  /** Both predictions are finite; a hundred times their difference is not, in single precision. */
  @Test
  void aTrajectoryThatOverflowsInItsLastStepNamesItsSample() {
    float[] codes = {0.5f, 0, 0, 0, 1e37f, 1e37f, 1e37f, 1e37f};
    try (BundleModules modules = TinyRun.modules(16)) {
      ImageGenerator generator =
          new ImageGenerator(modules, sampling(1, 100), GenerationListener.NONE);

      assertThatThrownBy(() -> generator.generate(codes, KEYS, i -> "draw-" + i))
          .isInstanceOf(ModuleException.class)
          .hasMessageMatching("sample draw-1 is refused: its trajectory ended in (-?Infinity|NaN)")
          .extracting(e -> ((ModuleException) e).sample())
          .isEqualTo(1);
    }
  }

  @Test
  void anImageIsAFunctionOfItsKeyAndItsCode() {
    float[] codes = {0.5f, 0, 0, 0, 0.5f, 0, 0, 0};
    try (BundleModules modules = TinyRun.modules(16)) {
      ImageGenerator generator =
          new ImageGenerator(modules, TinyRun.SAMPLING, GenerationListener.NONE);
      int size = generator.manifest().image().size();

      byte[] same = generator.generate(codes, List.of(KEYS.get(1), KEYS.get(1)), String::valueOf);
      byte[] other = generator.generate(codes, KEYS, String::valueOf);

      assertThat(slice(same, 0, size)).isEqualTo(slice(same, 1, size));
      assertThat(slice(other, 1, size)).isEqualTo(slice(same, 0, size));
      assertThat(slice(other, 0, size)).isNotEqualTo(slice(same, 0, size));
    }
  }

  private static byte[] slice(byte[] pixels, int image, int size) {
    return java.util.Arrays.copyOfRange(pixels, image * size, (image + 1) * size);
  }

  @Test
  void aCleanCodeIsKeptAndANoisedStateIsNot() {
    float[] two = {1, 2, 3, 4, 5, 6, 7, 8};
    try (BundleModules modules = TinyRun.modules(16)) {
      ImageGenerator generator =
          new ImageGenerator(modules, TinyRun.SAMPLING, GenerationListener.NONE);

      assertThat(generator.cleanLatent(two, 1)).containsExactly(5, 6, 7, 8);
    }
  }

  @Test
  void settingsThatCannotBeSampledAreNamed() {
    assertThatThrownBy(() -> sampling(0, 1))
        .isInstanceOf(UserException.class)
        .hasMessage("sampler steps must be at least 1 but was 0");
    for (double guidance : new double[] {-0.1, 100.5, Double.NaN}) {
      assertThatThrownBy(() -> sampling(4, guidance))
          .isInstanceOf(UserException.class)
          .hasMessage("guidance must be in [0, 100] but was " + guidance);
    }
    assertThatThrownBy(() -> sampling(1001, 1).allLevels(Bundles.tiny().manifest().denoiser()))
        .isInstanceOf(UserException.class)
        .hasMessage("sampler steps must be in [1, 1000] but was 1001");
  }

  @Test
  void aNoisySpaceStartsItsTrajectoriesAtItsOwnLevel() {
    var noisy = Bundles.tiny().withNoisyLatents(300).manifest();

    Levels levels = noisy.denoiser().diffusion().levels();
    assertThat(sampling(4, 1).levels(noisy.denoiser(), noisy.latentSpace()))
        .startsWith(levels.at(300));
    assertThat(sampling(4, 1).allLevels(noisy.denoiser())).startsWith(levels.at(999));
    assertThat(sampling(4, 1).toJson(noisy)).contains("\"startTimestep\":300");
    assertThat(sampling(4, 1).toJsonUnaided(noisy)).doesNotContain("startTimestep");
  }
}
