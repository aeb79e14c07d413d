package dev.isonomy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.isonomy.error.UserException;
import dev.isonomy.splat.SplatCamera;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiftBundleTest {
  @TempDir Path temporary;

  private int copies;

  @Test
  void manifestIsReadWhole() {
    LiftManifest manifest = LiftBundles.tiny().manifest();
    assertThat(manifest.identity())
        .isEqualTo(new Manifest.Identity("tiny-lift", "1", "Apache-2.0"));
    assertThat(manifest.image()).isEqualTo(new ImageShape(3, 16, 16));
    assertThat(manifest.gaussians()).isEqualTo(64);
    assertThat(manifest.degree()).isEqualTo(1);
    assertThat(manifest.segments()).isTrue();
    assertThat(manifest.channelsLast()).isEmpty();
    assertThat(manifest.viewpoint().camera()).isEqualTo(SplatCamera.orbit(0, 0, 3, 22));
  }

  @Test
  void everyMistakeInTheManifestIsNamed() {
    assertRefused(json -> json.addProperty("kind", "diffusion"), "kind must be image-to-gaussians");
    assertRefused(json -> json.addProperty("formatVersion", 1), "formatVersion must be 2");
    assertRefused(
        json -> json.getAsJsonObject("image").addProperty("channels", 1),
        "image.channels must be 3 but was 1");
    assertRefused(
        json -> json.getAsJsonObject("gaussians").addProperty("count", 0),
        "gaussians.count must be an integer of at least 1 but was 0");
    assertRefused(
        json -> json.getAsJsonObject("gaussians").addProperty("count", 99_999_999),
        "gaussians.count must be at most 1048576 but was 99999999");
    assertRefused(
        json -> json.getAsJsonObject("gaussians").addProperty("degree", 4),
        "gaussians.degree must be in [0, 3] but was 4");
    assertRefused(json -> json.remove("camera"), "camera must be an object but was missing");
    assertRefused(
        json -> json.getAsJsonObject("camera").addProperty("fieldOfView", 180),
        "camera.fieldOfView must be in (0, 180) degrees but was 180.0");
    assertRefused(
        json -> json.getAsJsonObject("modules").remove("lifter"),
        "modules.lifter must be given but was missing");
    assertRefused(
        json -> json.getAsJsonObject("modules").addProperty("denoiser", "lifter.pt"),
        "modules.denoiser is not known; known are [lifter, segmenter]");
    assertRefused(
        json -> json.addProperty("channelsLast", true), "channelsLast must be a list but was true");
  }

  @Test
  void diffusionBundlesHaveNoLifter() {
    assertThatThrownBy(
            () ->
                ModelBundle.fromDirectory(
                    Bundles.altered(
                        temporary.resolve("d"),
                        json ->
                            json.getAsJsonObject("modules").addProperty("lifter", "labeler.pt"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("modules.lifter is not known");
  }

  @Test
  void pinnedBundleMustBeThatOne() {
    String location = LiftBundles.directory().toString();
    String fingerprint = LiftBundles.tiny().fingerprint();
    assertThat(LiftBundle.open(location, Optional.of(fingerprint)).fingerprint())
        .isEqualTo(fingerprint);
    assertThatThrownBy(() -> LiftBundle.open(location, Optional.of("0".repeat(64))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is required; use the pinned bundle or change the pin");
  }

  private void assertRefused(Consumer<JsonObject> edit, String message) {
    Path directory = LiftBundles.altered(temporary.resolve("b" + copies++), edit);
    assertThatThrownBy(() -> LiftBundle.fromDirectory(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
