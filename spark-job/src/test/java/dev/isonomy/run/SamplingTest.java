package dev.isonomy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sampler draws, and how often: the configuration's word, the bundle's, the usual one. */
class SamplingTest {
  private static final Path TINY =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles", "tiny");

  @TempDir Path temporary;

  private ModelBundle bundle(String sampler) throws IOException {
    JsonObject json =
        JsonParser.parseString(Files.readString(TINY.resolve("bundle.json"))).getAsJsonObject();
    if (!sampler.isEmpty()) {
      json.add("sampler", JsonParser.parseString(sampler));
    }
    Path folder = Files.createDirectory(temporary.resolve("bundle"));
    Files.writeString(folder.resolve("bundle.json"), json.toString());
    return ModelBundle.fromDirectory(folder);
  }

  private static GenerateSettings generate(String keys) {
    return config(keys).generate();
  }

  private static IsonomyConfig config(String keys) {
    String file = "isonomy.generate { " + keys + " }";
    return IsonomyConfig.load(new ConfigLayers(List.of(), file, "my.conf", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name': 'ddim', 'steps': 50} |                              | ddim, 50 steps",
        "{'name': 'ddim', 'steps': 50} | steps = 20                   | ddim, 20 steps",
        "{'name': 'ddim', 'steps': 50} | sampler = unipc              | unipc, 10 steps",
        "{'name': 'ddim', 'steps': 50} | sampler = unipc, steps = 8   | unipc, 8 steps",
        "{'name': 'heun'}              |                              | heun, 10 steps",
        "''                            |                              | dpm-solver++, 10 steps",
        "''                            | steps = 4                    | dpm-solver++, 4 steps"
      })
  void whatIsNotConfiguredIsTheBundlesAndThenTheUsual(String bundle, String keys, String drawn)
      throws IOException {
    assertThat(
            ModelSettings.sampling(
                    generate(keys == null ? "" : keys), bundle(bundle.replace("''", "")))
                .shown())
        .isEqualTo(drawn);
  }

  @Test
  void aDistilledNetworkIsDrawnAsItWasDistilled() throws IOException {
    ModelBundle bundle = bundle("{'name': 'tcd', 'steps': 4, 'eta': 0.3}");
    IsonomyConfig config = config("");
    assertThat(ModelSettings.configured(bundle, config)).isNotNull();
    IsonomyConfig other = config("sampler = ddim");
    assertThatThrownBy(() -> ModelSettings.configured(bundle, other))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("isonomy.generate.sampler must be bundle or tcd for bundle ");
  }

  @Test
  void etaBelongsToASamplerThatIsNamed() {
    assertThatThrownBy(() -> generate("eta = 0.5"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "isonomy.generate.eta must be 0 where sampler is bundle but was 0.5 (my.conf: 1)");
    assertThat(generate("eta = 0.5, sampler = ddim").sampler()).isPresent();
  }
}
