package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static Fingerprint of(Stage stage, String... overrides) {
    ConfigLayers layers = ConfigLayers.defaults().withOverrides(List.of(overrides));
    return Fingerprints.of(stage, IsonomyConfig.load(layers), "beef");
  }

  @Test
  void whatOnlyChangesSpeedIsLeftOut() {
    Fingerprint plain = of(Stage.AUDIT);
    Fingerprint fast =
        of(
            Stage.AUDIT,
            "isonomy.generate.batch-size=16",
            "isonomy.source.batch-size=16",
            "isonomy.generate.units-per-wave=3",
            "isonomy.spark.master=local[1]",
            "isonomy.bundle.device=cpu",
            "isonomy.run.dir=elsewhere");
    assertThat(fast).isEqualTo(plain);
    assertThat(fast.sha256()).isEqualTo(plain.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void aStageDependsOnItsOwnKeysAndOnEarlierOnes() {
    Fingerprint changed = of(Stage.PLAN, "isonomy.fit.covariance=full");
    assertThat(changed.firstDifference(of(Stage.PLAN))).contains("isonomy.fit.covariance");
    assertThat(of(Stage.ENCODE, "isonomy.fit.covariance=full")).isEqualTo(of(Stage.ENCODE));
    assertThat(of(Stage.GENERATE, "isonomy.audit.images-per-method=7"))
        .isEqualTo(of(Stage.GENERATE));
    assertThat(of(Stage.FIT, "isonomy.bundle.precision=bfloat16"))
        .as("no picture is made before the pilot")
        .isEqualTo(of(Stage.FIT));
    assertThat(
            of(Stage.GENERATE, "isonomy.bundle.precision=bfloat16")
                .firstDifference(of(Stage.GENERATE)))
        .contains("isonomy.bundle.precision");
    assertThat(of(Stage.ENCODE, "isonomy.run.seed=7").firstDifference(of(Stage.ENCODE)))
        .contains("isonomy.run.seed");
  }
}
