package dev.isonomy.stage.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.run.Fingerprint;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiftFingerprintTest {
  private static final Fingerprint IMAGES = new Fingerprint(Map.of("isonomy.run.seed", "0"));

  @Test
  void theLiftCountsItsModelItsImagesAndItsOwnKeys() {
    Map<String, String> changes =
        Map.of(
            "lift.path", "c.parquet",
            "lift.image-column", "photo",
            "lift.mask-column", "mask",
            "lift.format", "splat",
            "lift.unit-size", "7",
            "lift.views", "3",
            "lift.micro-batch", "3");
    Fingerprint plain = lift("aa", "bb", IMAGES);

    changes.forEach(
        (key, value) ->
            assertThat(lift("aa", "bb", IMAGES, key + "=" + value).firstDifference(plain))
                .contains("isonomy." + key));
    assertThat(lift("cc", "bb", IMAGES).firstDifference(plain))
        .contains("isonomy.lift.bundle.uri (its SHA-256)");
    assertThat(lift("aa", "cc", IMAGES).firstDifference(plain))
        .contains("isonomy.bundle.uri (its SHA-256)");
    Fingerprint others = new Fingerprint(Map.of("isonomy.run.seed", "1"));
    assertThat(lift("aa", "bb", others).firstDifference(plain)).contains("isonomy.run.seed");
    assertThat(lift("aa", "bb", IMAGES, "lift.batch-size=3")).isEqualTo(plain);
  }

  private static Fingerprint lift(
      String lifter, String labeler, Fingerprint images, String... overrides) {
    IsonomyConfig config =
        IsonomyConfig.load(
            ConfigLayers.defaults()
                .withOverrides(Stream.of(overrides).map(each -> "isonomy." + each).toList()));
    return LiftStage.fingerprint(config.lift(), lifter, labeler, images);
  }
}
