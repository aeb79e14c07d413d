package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Denoiser;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.diffusion.StepNoise;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.model.PixelShape;
import dev.isonomy.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bundles that the exporter made of checkpoints in diffusers' own layouts ({@code
 * make_fixtures.py}): DDPM over pixels, latent diffusion over a VQModel, a diffusion autoencoder.
 */
class ExportedBundlesTest {
  private static final int STEPS = 5;
  private static final int BATCH = 2;
  private static final SamplingSettings LEADING =
      SamplingSettings.of(new Ddim(0), STEPS, Spacings.of("leading"));

  private static ModelBundle bundle(String name) {
    return ModelBundle.fromDirectory(Bundles.root().resolve(name));
  }

  private static BundleModules open(ModelBundle bundle) {
    return Networks.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT);
  }

  /** Images of diffusers' DDIM, batch * 3 * 16 * 16 numbers. */
  private static float[] golden(String name) throws IOException {
    JsonObject all =
        JsonParser.parseString(Files.readString(Bundles.root().resolve("export-golden.json")))
            .getAsJsonObject();
    JsonArray array = all.getAsJsonArray(name);
    float[] numbers = new float[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsFloat();
    }
    return numbers;
  }

  private static float[] sines(int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) (1.4 * Math.sin(12.9898 * (i + 1)));
    }
    return numbers;
  }

  private static float[] images(BundleModules modules) {
    BundleManifest manifest = modules.bundle().manifest();
    Denoiser denoiser =
        manifest.latentSpace() instanceof LatentSpace.Semantic
            ? modules.denoiser(List.of(sines(BATCH * manifest.latentDimension())))
            : modules.denoiser(List.of());
    float[] x = sines(BATCH * manifest.sample().size());
    new Ddim(0)
        .sample(
            manifest.denoiser().diffusion(),
            manifest.denoiser().spacing().levels(manifest.denoiser().diffusion().levels(), STEPS),
            denoiser,
            x,
            BATCH,
            StepNoise.NONE);
    return modules.decodeSample(x, BATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddpm", "ldm", "dae"})
  void imagesAreThoseOfDiffusersOwnPipeline(String name) throws IOException {
    try (BundleModules modules = open(bundle(name))) {
      assertThat(images(modules)).containsExactly(golden(name), within(1e-3f));
    }
  }

  @Test
  void onnxRuntimeMakesTheImagesOfTorchScript() throws IOException {
    try (BundleModules onnx = open(bundle("ldm-onnx"));
        BundleModules torch = open(bundle("ldm"))) {
      float[] found = images(onnx);
      assertThat(found).containsExactly(golden("ldm"), within(1e-3f));
      PixelShape shape = onnx.bundle().manifest().pixels();
      byte[] pixels = Pixels.quantize(found, BATCH, shape);
      byte[] expected = Pixels.quantize(images(torch), BATCH, shape);
      for (int i = 0; i < pixels.length; i++) {
        assertThat(pixels[i] & 0xFF).isCloseTo(expected[i] & 0xFF, within(1));
      }
      float[] images = Pixels.toNumbers(pixels, BATCH, shape);
      assertThat(onnx.label(images, BATCH))
          .containsExactly(torch.label(images, BATCH), within(1e-4f));
      assertThat(onnx.encodeSample(images, BATCH))
          .containsExactly(torch.encodeSample(images, BATCH), within(1e-4f));
    }
  }

  @Test
  void bfloat16PredictsTheSameNoiseUpToItsRounding() {
    int size = bundle("ddpm").manifest().sample().size();
    Level level = bundle("ddpm").manifest().denoiser().diffusion().levels().at(500);
    float[] exact = new float[BATCH * size];
    float[] rounded = new float[BATCH * size];
    try (BundleModules full = open(bundle("ddpm"));
        BundleModules half = open(bundle("ddpm").withPrecision(Precision.BFLOAT16))) {
      full.denoiser(List.of()).predict(sines(BATCH * size), BATCH, level, exact);
      half.denoiser(List.of()).predict(sines(BATCH * size), BATCH, level, rounded);
    }
    double squares = 0;
    double error = 0;
    for (int i = 0; i < exact.length; i++) {
      squares += exact[i] * exact[i];
      error += Math.pow(rounded[i] - exact[i], 2);
    }
    assertThat(Math.sqrt(error / squares)).as("relative error").isBetween(1e-4, 0.03);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddpm", "ldm", "ldm-onnx"})
  void noisyStatesOfImagesAreEncodedAndDenoisedWhateverTheBatch(String name) {
    try (BundleModules modules = open(bundle(name))) {
      BundleManifest manifest = modules.bundle().manifest();
      byte[] pixels = new byte[3 * 768];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (40 + 60 * (i / 768) + i % 7);
      }
      List<float[]> latents =
          new LatentEncoder(modules, 5).encode(pixels, List.of("one", "two", "three"));
      assertThat(latents).allSatisfy(x -> assertThat(x).hasSize(manifest.sample().size()));

      int timestep = ((LatentSpace.Noisy) manifest.latentSpace()).timestep();
      float[] clean = modules.encodeSample(Pixels.toNumbers(pixels, 3, manifest.pixels()), 3);
      Level level = manifest.denoiser().diffusion().levels().at(timestep);
      double alpha = level.alpha();
      double sigma = level.sigma();
      double energy = 0;
      for (int b = 0; b < 3; b++) {
        for (int i = 0; i < manifest.sample().size(); i++) {
          double noise =
              (latents.get(b)[i] - alpha * clean[b * manifest.sample().size() + i]) / sigma;
          energy += noise * noise / (3.0 * manifest.sample().size());
        }
      }
      assertThat(energy).as("variance of the noise that was added").isCloseTo(1, within(0.25));

      ImageGenerator generator = new ImageGenerator(modules, LEADING, GenerationListener.NONE);
      List<DrawKey> keys =
          List.of(new DrawKey(1, 0, 0), new DrawKey(1, 0, 1), new DrawKey(1, 0, 2));
      byte[] together = generator.generate(flat(latents), keys, String::valueOf);
      for (int b = 0; b < 3; b++) {
        byte[] alone = generator.generate(latents.get(b), List.of(keys.get(b)), String::valueOf);
        assertThat(alone).isEqualTo(Arrays.copyOfRange(together, b * 768, (b + 1) * 768));
      }
    }
  }

  private static float[] flat(List<float[]> rows) {
    float[] all = new float[rows.size() * rows.get(0).length];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * rows.get(i).length, rows.get(i).length);
    }
    return all;
  }

  @Test
  void guidanceInterpolatesBetweenTheNullCodeAndTheCode() {
    ModelBundle bundle = bundle("dae");
    List<DrawKey> keys = List.of(new DrawKey(3, 0, 0), new DrawKey(3, 0, 1));
    float[] codes = sines(BATCH * bundle.manifest().latentDimension());
    try (BundleModules modules = open(bundle)) {
      byte[] free = generator(modules, 0).generate(codes, keys, String::valueOf);
      byte[] unconditional = generator(modules, 1).generateUnconditional(keys, String::valueOf);
      assertThat(free).as("a weight of 0 ignores the code").isEqualTo(unconditional);
      byte[] plain = generator(modules, 1).generate(codes, keys, String::valueOf);
      byte[] half = generator(modules, 0.5).generate(codes, keys, String::valueOf);
      assertThat(plain).isNotEqualTo(free);
      assertThat(distance(half, plain)).isLessThan(distance(free, plain));
      assertThat(distance(half, free)).isLessThan(distance(free, plain));
    }
  }

  private static ImageGenerator generator(BundleModules modules, double guidance) {
    SamplingSettings settings =
        new SamplingSettings(new Ddim(0), STEPS, Spacings.of("leading"), guidance, Map.of());
    return new ImageGenerator(modules, settings, GenerationListener.NONE);
  }

  private static long distance(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
    }
    return sum;
  }
}
