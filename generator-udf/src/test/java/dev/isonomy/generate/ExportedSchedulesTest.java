package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.StepNoise;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sections of {@code bundle.json} that the exporter writes for schedulers of diffusers, and what
 * those make of the same network ({@code make_fixtures.py}). Its activation is the tanh form of
 * GELU, which loads only from TorchScript that is stamped with the version of its operators.
 */
class ExportedSchedulesTest {
  private static final int BATCH = 2;

  static Stream<JsonObject> schedulers() throws IOException {
    Path file = Bundles.root().resolve("schedules-golden.json");
    JsonArray cases = JsonParser.parseString(Files.readString(file)).getAsJsonArray();
    return StreamSupport.stream(cases.spliterator(), false).map(JsonElement::getAsJsonObject);
  }

  @ParameterizedTest
  @MethodSource("schedulers")
  void imagesAreThoseOfTheSchedulerInFirstOrder(JsonObject golden, @TempDir Path folder) {
    Path copy =
        Bundles.altered(
            Bundles.root().resolve("schedules"),
            folder.resolve("bundle"),
            manifest -> manifest.add("diffusion", golden.get("diffusion")));
    try (BundleModules modules =
        Networks.open(ModelBundle.fromDirectory(copy), ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      Diffusion diffusion = modules.bundle().manifest().denoiser().diffusion();
      Level[] visited =
          stream(golden, "times")
              .map(t -> diffusion.levels().at(t.getAsInt()))
              .toArray(Level[]::new);
      float[] x = sines(BATCH * modules.bundle().manifest().sample().size());
      new Ddim(0).sample(diffusion, visited, modules.denoiser(List.of()), x, BATCH, StepNoise.NONE);
      assertThat(x).containsExactly(images(golden), within(1e-3f));
    }
  }

  private static Stream<JsonElement> stream(JsonObject golden, String key) {
    return StreamSupport.stream(golden.getAsJsonArray(key).spliterator(), false);
  }

  private static float[] images(JsonObject golden) {
    JsonArray numbers = golden.getAsJsonArray("images");
    float[] images = new float[numbers.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = numbers.get(i).getAsFloat();
    }
    return images;
  }

  private static float[] sines(int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) (1.4 * Math.sin(12.9898 * (i + 1)));
    }
    return numbers;
  }
}
