package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.DrawKey;
import dev.isonomy.generate.GenerationListener;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.Label;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.Bundle;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.random.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded models: complete, undamaged, found by name, and exact about batches. */
class EmbeddedBundleTest {
  private static final int IMAGES = 19;
  private static final int WIDTH = 32;

  @Test
  void portraitsAreWhatTheJobExpects() {
    ModelBundle bundle = ModelBundle.open(PortraitsBundle.NAME);
    BundleManifest manifest = bundle.manifest();
    assertThat(manifest.image()).isEqualTo(new ImageShape(3, 64, 64));
    assertThat(manifest.latentSpace()).isEqualTo(new LatentSpace.Semantic(WIDTH));
    assertThat(manifest.attributes().cellCount()).isEqualTo(18);
    assertThat(manifest.denoiser().runsWithoutCode()).isTrue();
    BundleVerifier.verify(bundle);
  }

  @Test
  void headsAreWholeSmallAndForPortraits() throws IOException {
    LiftBundle heads = LiftBundle.open("heads", Optional.empty());
    BundleVerifier.verify(heads);
    assertThat(heads.manifest().segments()).isTrue();
    assertThat(heads.manifest().image())
        .isEqualTo(ModelBundle.open(PortraitsBundle.NAME).manifest().image());
    assertThat(heads.manifest().files()).containsKey("MODEL_CARD.md");
    assertThat(bytes(heads)).isLessThanOrEqualTo(12L << 20); // it lives in git
  }

  @Test
  void wordsAreWholeSmallAndOfTheCellsOfPortraits() throws IOException {
    ModelBundle words = ModelBundle.open(WordsBundle.NAME);
    BundleVerifier.verify(words);
    BundleManifest manifest = words.manifest();
    assertThat(manifest.identity().name()).isEqualTo(WordsBundle.NAME);
    assertThat(manifest.denoiser().prompted()).isTrue();
    assertThat(manifest.attributes())
        .isEqualTo(ModelBundle.open(PortraitsBundle.NAME).manifest().attributes());
    assertThat(manifest.files()).containsKeys("MODEL_CARD.md", "tokenizer.json", "text.pt");
    assertThat(bytes(words)).isLessThanOrEqualTo(12L << 20);
  }

  private static long bytes(Bundle bundle) throws IOException {
    long bytes = 0;
    for (String name : bundle.manifest().files().keySet()) {
      try (InputStream in = bundle.files().open(name)) {
        bytes += in.readAllBytes().length;
      }
    }
    return bytes;
  }

  @Test
  void aNameOpensABundleOfItsKindOnly() {
    assertThat(ModelBundle.isEmbedded("portraits")).isTrue();
    assertThat(ModelBundle.isEmbedded("heads")).isFalse();
    assertThat(LiftBundle.isEmbedded("heads")).isTrue();
    assertThat(LiftBundle.isEmbedded("portraits")).isFalse();
    assertThatThrownBy(() -> ModelBundle.open("heads"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "model bundle must be 'portraits', 'words', a directory, a .zip or a file: URI but was"
                + " 'heads', which does not exist");
    assertThatThrownBy(() -> LiftBundle.open("portraits", Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "model bundle must be 'heads', a directory, a .zip or a file: URI but was 'portraits',"
                + " which does not exist");
  }

  @Test
  void aFileThatABundleLacksIsNamed() {
    assertThatThrownBy(() -> new PortraitsBundle().open("upscaler.pt"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("embedded model portraits has no file upscaler.pt");
  }

  @Test
  void imagesAreTheSameBytesAloneAndAmongOthers() {
    SamplingSettings sampling =
        SamplingSettings.of(new DpmSolver(DpmSolver.Equation.ODE), 2, Spacings.of("trailing"));
    List<DrawKey> keys = new ArrayList<>();
    float[] codes = new float[IMAGES * WIDTH];
    float[] code = new float[WIDTH];
    for (int i = 0; i < IMAGES; i++) {
      keys.add(new DrawKey(1, 0, i));
      keys.get(i).stream(Purpose.LATENT).fillGaussian(code);
      System.arraycopy(code, 0, codes, i * WIDTH, WIDTH);
    }
    try (BundleModules modules =
        Networks.open(
            ModelBundle.open(PortraitsBundle.NAME), ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
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

  @Test
  void layoutOfImagesChangesResultsByRoundingOnly(@TempDir Path directory) throws IOException {
    ModelBundle bundle = ModelBundle.open(PortraitsBundle.NAME);
    ModelBundle plain = channelsFirst(bundle, directory);
    assertThat(plain.manifest().channelsLast()).isEmpty();
    assertThat(bundle.manifest().channelsLast()).isEqualTo(bundle.manifest().modules().keySet());
    List<float[]> expected = resultsOf(plain);
    List<float[]> found = resultsOf(bundle);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).isNotEqualTo(expected.get(i));
      assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-4f));
    }
  }

  private static ModelBundle channelsFirst(ModelBundle bundle, Path directory) throws IOException {
    BundleVerifier.copy(bundle, directory); // which leaves out the manifest
    String manifest = new String(bundle.files().manifest(), StandardCharsets.UTF_8);
    JsonObject json = JsonParser.parseString(manifest).getAsJsonObject();
    json.remove("channelsLast");
    Files.writeString(directory.resolve(ModelBundle.MANIFEST), new Gson().toJson(json));
    return ModelBundle.fromDirectory(directory);
  }

  /** Of denoiser, decoder, encoders and auditor. */
  private static List<float[]> resultsOf(ModelBundle bundle) {
    int count = 3;
    float[] codes = new float[count * WIDTH];
    float[] noise = new float[count * bundle.manifest().sample().size()];
    new DrawKey(1, 0, 0).stream(Purpose.LATENT).fillGaussian(codes);
    new DrawKey(1, 0, 0).stream(Purpose.INITIAL_NOISE).fillGaussian(noise);
    try (BundleModules modules = Networks.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      float[] velocity = new float[noise.length];
      Level level = bundle.manifest().denoiser().diffusion().levels().at(500);
      modules.denoiser(List.of(codes)).predict(noise, count, level, velocity);
      float[] images = modules.decodeSample(noise, count);
      return List.of(
          velocity,
          images,
          modules.encode(images, count),
          modules.encodeSample(images, count),
          modules.audit(images, count));
    }
  }
}
