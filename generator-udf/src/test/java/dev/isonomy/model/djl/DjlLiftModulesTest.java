package dev.isonomy.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.LiftBundles;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.splat.Splats;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlLiftModulesTest {
  private static final int PIXELS = 256;

  @TempDir Path temporary;

  private static DjlLiftModules open(LiftBundle bundle) {
    return DjlLiftModules.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT);
  }

  @Test
  void gaussiansAgreeWithPython() {
    requireGolden(LiftBundles.tiny());
  }

  @Test
  void gaussiansAgreeWithPythonFromImagesChannelsLast() {
    Path directory =
        LiftBundles.altered(
            temporary.resolve("channels-last"),
            json -> {
              JsonArray all = new JsonArray();
              json.getAsJsonObject("modules").keySet().forEach(all::add);
              json.add("channelsLast", all);
            });
    LiftBundle bundle = LiftBundle.fromDirectory(directory);
    assertThat(bundle.manifest().channelsLast()).isEqualTo(bundle.manifest().modules().keySet());
    requireGolden(bundle);
  }

  private static void requireGolden(LiftBundle bundle) {
    try (DjlLiftModules modules = open(bundle)) {
      float[] image = LiftBundles.golden("image");
      List<Splats> assets =
          modules.lift(image, LiftBundles.golden("mask"), LiftBundles.golden("camera"), 3);
      assertThat(assets).hasSize(3);
      Splats first = assets.get(0);
      assertThat(first.count()).isEqualTo(64);
      assertThat(first.degree()).isEqualTo(1);
      float[] positions = LiftBundles.golden("positions");
      float[] scales = LiftBundles.golden("scales");
      float[] rotations = LiftBundles.golden("rotations");
      float[] opacities = LiftBundles.golden("opacities");
      float[] colours = LiftBundles.golden("colours");
      for (int i = 0; i < 64; i++) {
        assertThat(first.opacity(i)).isCloseTo(opacities[i], within(1e-5f));
        for (int k = 0; k < 3; k++) {
          assertThat(first.position(i, k)).isCloseTo(positions[3 * i + k], within(1e-5f));
          assertThat(first.logScale(i, k)).isCloseTo(scales[3 * i + k], within(1e-5f));
          assertThat(first.harmonic(i, 2, k)).isCloseTo(colours[12 * i + 6 + k], within(1e-5f));
        }
        for (int k = 0; k < 4; k++) {
          assertThat(first.rotation(i, k)).isCloseTo(rotations[4 * i + k], within(1e-5f));
        }
      }
      assertThat(Arrays.copyOf(modules.segment(image, 3), PIXELS))
          .containsExactly(LiftBundles.golden("segmented"), within(1e-5f));
    }
  }

  @Test
  void assetHasTheSameBitsWhateverTheCallAroundIt() {
    Random random = new Random(1);
    int count = 37;
    float[] images = numbers(random, count * 3 * PIXELS);
    float[] masks = numbers(random, count * PIXELS);
    float[] cameras = new float[count * 25];
    for (int i = 0; i < count; i++) {
      System.arraycopy(LiftBundles.golden("camera"), 0, cameras, 25 * i, 25);
    }
    try (DjlLiftModules modules = open(LiftBundles.tiny())) {
      List<Splats> together = modules.lift(images, masks, cameras, count);
      for (int i : new int[] {0, 5, 16, 36}) {
        Splats alone =
            modules
                .lift(
                    Arrays.copyOfRange(images, i * 3 * PIXELS, (i + 1) * 3 * PIXELS),
                    Arrays.copyOfRange(masks, i * PIXELS, (i + 1) * PIXELS),
                    Arrays.copyOfRange(cameras, i * 25, (i + 1) * 25),
                    1)
                .get(0);
        assertThat(alone).isEqualTo(together.get(i));
      }
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextFloat();
    }
    return numbers;
  }

  @Test
  void wrongResultsAreNamed() {
    assertThatThrownBy(() -> open(LiftBundles.hostile(temporary.resolve("a"), "lifter-missing.pt")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("module lifter (lifter.pt of bundle tiny-lift 1")
        .hasMessageContaining("must return 5 tensors but returned 4");
    Path other =
        LiftBundles.altered(
            temporary.resolve("b"),
            json -> json.getAsJsonObject("gaussians").addProperty("count", 65));
    assertThatThrownBy(() -> open(LiftBundle.fromDirectory(other)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("must return the shape (16, 65, 3) but returned (16, 64, 3)");
  }

  @Test
  void whatIsNoAssetNamesTheImage() {
    LiftBundle bundle = LiftBundles.hostile(temporary.resolve("a"), "lifter-flat.pt");
    try (DjlLiftModules modules = open(bundle)) {
      float[] masks = new float[20 * PIXELS];
      masks[18 * PIXELS] = 0.5f;
      assertThatThrownBy(
              () -> modules.lift(new float[20 * 3 * PIXELS], masks, new float[20 * 25], 20))
          .isInstanceOf(ModuleException.class)
          .hasMessageContaining("rotation of Gaussian 0 is the zero quaternion")
          .satisfies(e -> assertThat(((ModuleException) e).sample()).isEqualTo(18));
    }
  }
}
