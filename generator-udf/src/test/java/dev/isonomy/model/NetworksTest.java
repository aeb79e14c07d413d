package dev.isonomy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class NetworksTest {

  @Test
  void everyEngineHasExactlyOneProvider() {
    for (ModuleEngine engine : ModuleEngine.values()) {
      assertThat(ServiceLoader.load(NetworkProvider.class))
          .filteredOn(provider -> provider.runs(engine))
          .as(engine.label())
          .hasSize(1);
    }
  }

  @Test
  void aBundleIsOpenedByTheEngineThatItNames() {
    try (BundleModules modules =
        Networks.open(Bundles.tiny(), ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      assertThat(modules.bundle()).isEqualTo(Bundles.tiny());
      float[] image = Bundles.golden("image");
      assertThat(modules.label(image, 3)).hasSize(Bundles.golden("logits").length);
    }
  }

  @Test
  void aDeviceThatIsNotThereIsRefused() {
    assertThat(Networks.device("cpu", OptionalInt.of(1))).isEqualTo(ComputeDevice.CPU);
    assertThatThrownBy(() -> Networks.device("cuda:77", OptionalInt.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("device cuda:77 is not there");
  }
}
