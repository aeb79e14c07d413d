package dev.isonomy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.condition.Guidance;
import dev.isonomy.diffusion.Clipping;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.DistilledSpacing;
import dev.isonomy.diffusion.FlowSpacing;
import dev.isonomy.diffusion.GridSpacing;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.PredictionType;
import dev.isonomy.diffusion.SigmaSpacing;
import dev.isonomy.diffusion.Spacing;
import dev.isonomy.diffusion.Tcd;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelBundleTest {
  @TempDir Path temporary;

  @Test
  void readsEveryPartOfTheManifest() {
    BundleManifest manifest = Bundles.tiny().manifest();
    assertThat(manifest.identity()).isEqualTo(new Manifest.Identity("tiny", "1", "Apache-2.0"));
    assertThat(manifest.engine()).isEqualTo(ModuleEngine.TORCHSCRIPT);
    assertThat(manifest.image()).isEqualTo(new ImageShape(3, 16, 16));
    assertThat(manifest.sample()).isEqualTo(new ImageShape(2, 4, 4));
    assertThat(manifest.latentSpace()).isEqualTo(new LatentSpace.Semantic(4));
    assertThat(manifest.latentDimension()).isEqualTo(4);
    assertThat(manifest.latentDiffusion()).isTrue();
    assertThat(manifest.denoiser().diffusion().prediction()).isEqualTo(PredictionType.V_PREDICTION);
    assertThat(manifest.denoiser().diffusion().clipping()).isEqualTo(Clipping.NONE);
    assertThat(manifest.denoiser().code()).contains(new ConditionSource.Code(true));
    assertThat(manifest.denoiser().runsWithoutCode()).isTrue();
    assertThat(manifest.denoiser().spacing()).isEqualTo(new GridSpacing(GridSpacing.Kind.TRAILING));
    assertThat(manifest.denoiser().diffusion().levels().count()).isEqualTo(1000);
    assertThat(manifest.attributes().cellNames()).startsWith("dark.low", "dark.middle").hasSize(6);
    assertThat(manifest.logitCount()).isEqualTo(5);
    assertThat(manifest.featureWidth()).isEqualTo(8);
    assertThat(manifest.file(BundleModule.AUDITOR, ModuleFiles.FORWARD)).isEqualTo("auditor.pt");
  }

  private static Consumer<JsonObject> section(String section, String text) {
    return json -> json.add(section, JsonParser.parseString(text));
  }

  private static Consumer<JsonObject> diffusion(String key, String text) {
    return json -> json.getAsJsonObject("diffusion").add(key, JsonParser.parseString(text));
  }

  private BundleManifest altered(Consumer<JsonObject> edit) {
    return ModelBundle.fromDirectory(Bundles.altered(temporary.resolve("b"), edit)).manifest();
  }

  @Test
  void levelsAreATableOrToldAsTheyAre() {
    Consumer<JsonObject> table = diffusion("levels", "{'logSnr': [3, 1, -2], 'told': [5, 6, 9]}");
    Diffusion read = altered(table.andThen(diffusion("end", "4"))).denoiser().diffusion();

    assertThat(read.levels())
        .isEqualTo(
            Levels.of(new double[] {3, 1, -2}, Optional.of(new double[] {5, 6, 9})).endingAt(4));
  }

  @Test
  void levelsMayEndWithoutSignal() {
    String flow = "{'logSnr': [3, 1, '-Infinity'], 'told': 'log-snr'}";

    assertThat(altered(diffusion("levels", flow)).denoiser().diffusion().levels().noisiest())
        .isEqualTo(new Level(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "levels | 7 | levels must be an object but was 7",
        "levels | {'logSnr': [], 'told': []} | levels must have at least one log-SNR",
        "levels | {'logSnr': [1, 2], 'told': [0, 1]} | levels.logSnr must fall strictly but goes",
        "levels | {'logSnr': [2, 1], 'told': [0]} | levels.told must have a number for each of 2",
        "levels | {'logSnr': [2, 1], 'told': 'sigma'} | levels.told must be log-snr but was 'sigma'",
        "levels | {'logSnr': [2, 1]} | levels.told must be a list but was missing",
        "levels | {'logSnr': ['-Infinity', 1], 'told': 'log-snr'} | levels.logSnr[0] must be a number",
        "levels | {'logSnr': [900, 1], 'told': 'log-snr'} | levels.logSnr[0] must be a number between",
        "levels | {'logSnr': [2, 1], 'told': [0, 1], 'betas': []} | levels.betas is not known",
        "end | -3 | diffusion.end must be at least the log-SNR of the cleanest level",
        "steps | {'spacing': 'cubic'} | steps.spacing must be one of leading, trailing, linspace",
        "steps | {'spacing': 'karras', 'rho': -1} | steps.rho of a spacing must be positive",
        "steps | {'spacing': 'karras', 'shift': 3} | steps.shift is not known; known are",
        "steps | {'spacing': 'flow', 'shift': 0} | steps.shift of a spacing must be positive",
        "steps | {'spacing': 'flow', 'ends': 'last'} | steps.ends must be first or both",
        "steps | {'spacing': 'leading', 'offset': -1} | steps.offset must be an integer of at least 0",
        "clip | {'range': 0} | clip: clipping range must be positive but was 0.0",
        "clip | {'ratio': 2} | clip: dynamic thresholding ratio must be in (0, 1]",
        "clip | {'sigma': 2} | clip.sigma is not known",
      })
  void wrongLevelsAndStepsAreNamed(String key, String text, String complaint) {
    assertThatThrownBy(() -> altered(diffusion(key, text)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bundle.json: diffusion")
        .hasMessageContaining(complaint)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void epsilonNeedsSignalAtEveryLevel() {
    Consumer<JsonObject> flow =
        diffusion("levels", "{'logSnr': [3, 1, '-Infinity'], 'told': 'log-snr'}");
    assertThatThrownBy(() -> altered(flow.andThen(diffusion("prediction", "'epsilon'"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "diffusion.prediction must be v_prediction or sample, as levels.logSnr");
  }

  @Test
  void theRecommendedSamplerIsRead() {
    assertThat(altered(section("sampler", "{'name': 'tcd', 'steps': 4, 'eta': 0.3}")).denoiser())
        .extracting(DenoiserSpec::sampler)
        .isEqualTo(Optional.of(new RecommendedSampler(new Tcd(0.3), OptionalInt.of(4))));
    assertThat(Bundles.tiny().manifest().denoiser().sampler()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'name': 'plms'} | sampler.name must be ddim or ddpm or",
        "{'name': 'ddim', 'steps': 0} | sampler.steps must be an integer of at least 1",
        "{'name': 'ddim', 'order': 2} | sampler.order is not known",
      })
  void wrongSamplersAreNamed(String sampler, String complaint) {
    assertThatThrownBy(() -> altered(section("sampler", sampler)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void everySpacingIsRead() {
    assertThat(spacing("{'spacing': 'leading', 'offset': 1}"))
        .isEqualTo(new GridSpacing(GridSpacing.Kind.LEADING, 1));
    assertThat(spacing("{'spacing': 'distilled', 'of': 25}")).isEqualTo(new DistilledSpacing(25));
    assertThat(spacing("{'spacing': 'karras'}"))
        .isEqualTo(new SigmaSpacing(new SigmaSpacing.Karras(7)));
    assertThat(spacing("{'spacing': 'exponential', 'from': 9, 'to': 0.5}"))
        .isEqualTo(new SigmaSpacing(new SigmaSpacing.Exponential(), 9, 0.5));
    assertThat(spacing("{'spacing': 'beta', 'beta': 0.5}"))
        .isEqualTo(new SigmaSpacing(new SigmaSpacing.Beta(0.6, 0.5)));
    assertThat(spacing("{'spacing': 'flow', 'shift': 3, 'to': 0.01, 'ends': 'both'}"))
        .isEqualTo(new FlowSpacing(3, 1, 0.01, FlowSpacing.Ends.BOTH));
    assertThat(spacing("{'spacing': 'flow'}")).isEqualTo(FlowSpacing.shifted(1));
  }

  private Spacing spacing(String text) {
    Path directory = temporary.resolve(Integer.toHexString(text.hashCode()));
    return ModelBundle.fromDirectory(Bundles.altered(directory, diffusion("steps", text)))
        .manifest()
        .denoiser()
        .spacing();
  }

  private static final String NOISY = "{'type': 'noisy', 'timestep': 350}";

  @Test
  void conditionsOfEverySourceAreRead() {
    String all =
        "[{'name': 'tokens', 'source': 'prompt', 'shape': [7, 4]},"
            + "{'name': 'mask', 'source': 'prompt', 'shape': [7], 'type': 'int64'},"
            + "{'name': 'label', 'source': 'class', 'classes': 3, 'null': 3},"
            + "{'name': 'kind', 'source': 'class', 'classes': ['a', 'b']},"
            + "{'name': 'age', 'source': 'number', 'range': [0, 1]},"
            + "{'name': 'size', 'source': 'constant', 'shape': [2], 'values': [64, 32]}]";
    BundleManifest manifest =
        altered(
            section("latentSpace", NOISY)
                .andThen(section("conditions", all))
                .andThen(
                    section(
                        "guidance", "{'kind': 'classifier-free', 'scale': 5, 'rescale': 0.7}")));

    assertThat(manifest.denoiser().conditions())
        .containsExactly(
            new Condition("tokens", new ConditionSource.Prompt(), List.of(7, 4), false),
            new Condition("mask", new ConditionSource.Prompt(), List.of(7), true),
            new Condition(
                "label",
                new ConditionSource.ClassIndex(List.of("0", "1", "2"), 3),
                List.of(),
                true),
            new Condition(
                "kind",
                new ConditionSource.ClassIndex(
                    List.of("a", "b"), ConditionSource.ClassIndex.WITHOUT_NONE),
                List.of(),
                true),
            new Condition("age", new ConditionSource.Range(0, 1), List.of(), false),
            new Condition(
                "size", new ConditionSource.Constant(new float[] {64, 32}), List.of(2), false));
    assertThat(manifest.denoiser().guidance())
        .isEqualTo(new Guidance(Guidance.Kind.CLASSIFIER_FREE, 5, 0.7));
    assertThat(manifest.denoiser().runsWithoutCode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[7] | conditions[0] must be an object but was 7",
        "[{'name': 'A', 'source': 'prompt'}] | conditions[0].name must be lower-case letters",
        "[{'name': 'prompt', 'source': 'prompt'}] | name must not be the column of texts in a table",
        "[{'name': 'a', 'source': 'voice'}] | conditions[0].source must be class or code or",
        "[{'name': 'a', 'source': 'prompt', 'range': 1}] | conditions[0].range is not known",
        "[{'name': 'a', 'source': 'prompt', 'shape': [0]}] | conditions[0].shape must be positive",
        "[{'name': 'a', 'source': 'prompt', 'shape': [70000, 70000]}] | shape must be positive",
        "[{'name': 'a', 'source': 'prompt', 'type': 'bool'}] | type must be float32 or int64",
        "[{'name': 'a', 'source': 'prompt'}, {'name': 'a', 'source': 'prompt'}] | name must be unique",
        "[{'name': 'a', 'source': 'class'}] | conditions[0].classes must be an integer of at least 1",
        "[{'name': 'a', 'source': 'class', 'classes': 2000000}] | classes must be at most 1000000",
        "[{'name': 'a', 'source': 'class', 'classes': ['x', 'x']}] | must be classes of different",
        "[{'name': 'a', 'source': 'class', 'classes': 2, 'shape': [1]}] | shape must be [] for a class",
        "[{'name': 'a', 'source': 'number', 'range': [1, 0]}] | range must be the least and the most",
        "[{'name': 'a', 'source': 'number'}] | conditions[0].range must be a list but was missing",
        "[{'name': 'a', 'source': 'constant', 'values': [1, 2]}] | values must be 1 numbers but was 2",
        "[{'name': 'a', 'source': 'guidance'}] | guidance",
        "[{'name': 'a', 'source': 'code', 'shape': [4]}, {'name': 'b', 'source': 'prompt'}] | code alone",
        "[{'name': 'a', 'source': 'code', 'shape': [5]}] | latentSpace.dimension must be the code's 5",
        "[] | latentSpace.type must be noisy, as no condition has the source code, but was semantic",
      })
  void wrongConditionsAreNamed(String conditions, String complaint) {
    Consumer<JsonObject> edit = section("conditions", conditions);
    if (conditions.contains("'guidance'")) {
      edit =
          edit.andThen(section("latentSpace", NOISY))
              .andThen(section("guidance", "{'kind': 'none'}"));
    }
    Consumer<JsonObject> given = edit;
    assertThatThrownBy(() -> altered(given))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bundle.json: ")
        .hasMessageContaining(complaint)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'kind': 'classifier'} | guidance.kind must be none or classifier-free or embedded",
        "{'kind': 'embedded'} | guidance.kind must be embedded exactly if a condition",
        "{'kind': 'classifier-free', 'scale': 200} | guidance.scale must be a number between 0.0",
        "{'kind': 'classifier-free', 'rescale': 2} | guidance.rescale must be a number between 0.0",
        "{'kind': 'none', 'phi': 2} | guidance.phi is not known",
      })
  void wrongGuidanceIsNamed(String guidance, String complaint) {
    assertThatThrownBy(() -> altered(section("guidance", guidance)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void guidanceWithoutConditionsNeedsOneThatCanBeLeftOut() {
    Consumer<JsonObject> edit =
        section("latentSpace", NOISY)
            .andThen(section("conditions", "[{'name': 'a', 'source': 'class', 'classes': 2}]"))
            .andThen(section("guidance", "{'kind': 'classifier-free'}"));
    assertThatThrownBy(() -> altered(edit))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("guidance.kind needs a prompt, a class with a null, or a code");
  }

  @Test
  void imagesAreStoredAsTheBundleSays() {
    BundleManifest tiny = Bundles.tiny().manifest();
    assertThat(tiny.pixels()).isEqualTo(PixelShape.rgb(16, 16));
    BundleManifest heights = Bundles.named("tiny-height").manifest();
    assertThat(heights.pixels()).isEqualTo(new PixelShape(PixelFormat.GREY_16, 16, 32));
    assertThat(heights.image()).isEqualTo(new ImageShape(1, 16, 32));
    BundleManifest colours = Bundles.named("tiny-rgba").manifest();
    assertThat(colours.pixels()).isEqualTo(new PixelShape(PixelFormat.RGBA, 12, 8));
    assertThat(colours.pixels()).hasToString("8x12 RGBA");
  }

  @Test
  void fingerprintIsTheHashOfTheManifestAndCanBePinned() throws IOException {
    Path directory = Bundles.root().resolve("tiny");
    String hash = Sha256.of(Files.readAllBytes(directory.resolve("bundle.json")));
    assertThat(ModelBundle.open(directory.toString(), Optional.of(hash)).fingerprint())
        .isEqualTo(hash);
    assertThat(ModelBundle.open(directory.toUri().toString()).fingerprint()).isEqualTo(hash);
    assertThatThrownBy(() -> ModelBundle.open(directory.toString(), Optional.of("0".repeat(64))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the SHA-256 " + hash + " but 0000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "formatVersion | 1 | formatVersion must be 2 but was 1",
        "kind | image-to-gaussians | kind must be diffusion but was 'image-to-gaussians'",
        "engine | tensorflow | engine must be torchscript or onnx but was 'tensorflow'",
        "image.height | 0 | image.height must be an integer of at least 1 but was 0",
        "image.height | 1.5 | image.height must be an integer of at least 1 but was 1.5",
        "image.channels | 2 | image.channels must be 1, 3 or 4 but was 2",
        "image.bits | 12 | image.bits must be 8 or 16 but was 12",
        "image.bits | 16 | image.bits must be 8 with 3 channels, as PNG of 16 bits is written for 1"
            + " channel only, but was 16",
        "image.depth | 8 | image.depth is not known; known are [bits, channels, height, width]",
        "sample.of | voxels | sample.of must be autoencoder or pixels but was 'voxels'",
        "sample.of | pixels | sample.of is pixels, so that the shape must be 3x16x16 but was 2x4x4",
        "latentSpace.type | wavelet | latentSpace.type must be semantic or noisy but was 'wavelet'",
        "diffusion.prediction | score | diffusion.prediction must be one of epsilon,"
            + " sample, v_prediction but was score",
        "diffusion.clipSampel | 1 | diffusion.clipSampel is not known; known are",
        "precisions | 8 | precisions must be an object but was 8",
        "channelsLast | labeler | channelsLast must be a list but was \"labeler\"",
        "modules.labeler | missing.pt | modules.labeler must be one of files",
        "files.../outside.pt | x | files must name plain files inside the bundle, other than"
            + " bundle.json, but names '../outside.pt'",
        "files./etc/passwd | x | files must name plain files inside the bundle, other than"
            + " bundle.json, but names '/etc/passwd'",
        "files.labeler.pt | 12ab | files.labeler.pt must be a SHA-256 in 64 lower-case hexadecimal"
            + " digits but was '12ab'",
        "name |  | name must be a string but was missing",
        "features.dimension |  | features.dimension must be an integer of at least 1 but was"
            + " missing",
        "modules.denoiser |  | modules.denoiser must be given always and but was missing",
      })
  void wrongManifestIsRefusedByOneLineThatNamesTheKey(String path, String value, String complaint) {
    Path directory = Bundles.altered(temporary.resolve("b"), set(path, value));
    assertThatThrownBy(() -> ModelBundle.fromDirectory(directory))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(directory + "/bundle.json: ")
        .hasMessageContaining(complaint)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private static Consumer<JsonObject> set(String path, String value) {
    return json -> {
      int dot = path.indexOf('.');
      JsonObject parent = dot < 0 ? json : json.getAsJsonObject(path.substring(0, dot));
      String key = path.substring(dot + 1);
      if (value == null) {
        parent.remove(key);
      } else if (value.matches("[0-9.]+")) {
        parent.addProperty(key, new java.math.BigDecimal(value));
      } else {
        parent.addProperty(key, value);
      }
    };
  }

  @Test
  void attributesMustBeAList() {
    Path directory =
        Bundles.altered(temporary.resolve("b"), json -> json.add("attributes", new JsonArray()));
    assertThatThrownBy(() -> ModelBundle.fromDirectory(directory))
        .isInstanceOf(UserException.class);
  }

  @Test
  void missingDirectoryAndBrokenJsonAreUserErrors() throws IOException {
    assertThatThrownBy(() -> ModelBundle.open(temporary.resolve("nowhere").toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nowhere has no readable bundle.json");
    Files.writeString(temporary.resolve("bundle.json"), "{\"formatVersion\": ");
    assertThatThrownBy(() -> ModelBundle.fromDirectory(temporary))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not valid JSON");
    assertThatThrownBy(() -> ModelBundle.open("file:%zz"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a directory, a .zip or a file: URI but was 'file:%zz'");
  }

  @Test
  void changedOrMissingFileIsFoundBeforeItIsLoaded() throws IOException {
    Path directory = Bundles.altered(temporary.resolve("b"), json -> {});
    ModelBundle bundle = ModelBundle.fromDirectory(directory);
    BundleVerifier.verify(bundle);
    Path labeler = directory.resolve("labeler.pt");
    byte[] bytes = Files.readAllBytes(labeler);
    Files.write(labeler, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    Path target = Files.createDirectory(temporary.resolve("copy"));
    assertThatThrownBy(() -> BundleVerifier.copy(bundle, target))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("labeler.pt must have the SHA-256 " + Sha256.of(bytes) + " but has ");
    assertThat(target.resolve("labeler.pt")).doesNotExist();
    assertThatThrownBy(() -> BundleVerifier.verify(bundle))
        .hasMessageContaining("labeler.pt must have");
    Files.delete(labeler);
    assertThatThrownBy(() -> BundleVerifier.verify(bundle))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("lists labeler.pt but it cannot be read");
  }

  private Path archive(Path directory, String extraName, long extraZeros) throws IOException {
    Path archive = temporary.resolve("bundle.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive));
        Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals(extraName)) {
          zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
          Files.copy(file, zip);
        }
      }
      zip.putNextEntry(new ZipEntry(extraName));
      byte[] zeros = new byte[1 << 20];
      for (long written = 0; written < extraZeros; written += zeros.length) {
        zip.write(zeros);
      }
    }
    return archive;
  }

  @Test
  void archiveIsAsGoodAsADirectoryAndCannotReachOutside() throws IOException {
    Path archive = archive(Bundles.root().resolve("tiny"), "../../outside.txt", 1 << 20);
    ModelBundle bundle = ModelBundle.open(archive.toString());
    assertThat(bundle.fingerprint()).isEqualTo(Bundles.tiny().fingerprint());
    Path target = Files.createDirectories(temporary.resolve("deep/er/copy"));
    BundleVerifier.copy(bundle, target);
    assertThat(target.resolve("labeler.pt"))
        .hasSameBinaryContentAs(Bundles.root().resolve("tiny/labeler.pt"));
    assertThat(temporary.resolve("deep/outside.txt")).doesNotExist();
  }

  @Test
  void zipBombIsRefusedBeforeItFillsTheDisk() throws IOException {
    Path archive = archive(Bundles.root().resolve("tiny"), "labeler.pt", 64L << 20);
    ModelBundle bundle = ModelBundle.open(archive.toString());
    assertThatThrownBy(() -> BundleVerifier.verify(bundle))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("labeler.pt")
        .hasMessageContaining("expands to more than 16777216 bytes, as a zip bomb does");
    Path target = Files.createDirectory(temporary.resolve("copy"));
    assertThatThrownBy(() -> BundleVerifier.copy(bundle, target))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("as a zip bomb does");
    assertThat(target.resolve("labeler.pt")).doesNotExist();
  }

  @Test
  void bombOfTenGigabytesIsRefusedAfterItsFirstMegabytes() throws IOException {
    Path archive = temporary.resolve("bomb.zip");
    ZipBombs.write(archive, Bundles.root().resolve("tiny"), "labeler.pt", 10L << 30);
    assertThat(Files.size(archive)).isLessThan(32L << 20);
    ModelBundle bundle = ModelBundle.open(archive.toString());
    Path target = Files.createDirectory(temporary.resolve("copy"));
    assertThatThrownBy(() -> BundleVerifier.copy(bundle, target))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("labeler.pt")
        .hasMessageContaining("as a zip bomb does");
    assertThat(target.resolve("labeler.pt")).doesNotExist();
  }

  @Test
  void onnxModulesHaveAFilePerMethod() {
    BundleManifest manifest =
        ModelBundle.fromDirectory(Bundles.root().resolve("ldm-onnx")).manifest();
    assertThat(manifest.engine()).isEqualTo(ModuleEngine.ONNX);
    assertThat(manifest.file(BundleModule.AUTOENCODER, "decode"))
        .isEqualTo("autoencoder-decode.onnx");
    assertThat(manifest.file(BundleModule.DENOISER, ModuleFiles.FORWARD))
        .isEqualTo("denoiser.onnx");
    assertThatThrownBy(() -> manifest.file(BundleModule.DENOISER, "unconditional"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "bundle ldm-onnx has no file for the method unconditional of module denoiser; export it"
                + " again");
    assertThatThrownBy(() -> manifest.file(BundleModule.AUDITOR, ModuleFiles.FORWARD))
        .isInstanceOf(UserException.class)
        .hasMessage("bundle ldm-onnx has no module auditor; it has denoiser, autoencoder, labeler");
  }

  @Test
  void torchScriptModuleIsOneFile() {
    Path directory =
        Bundles.altered(
            temporary.resolve("b"),
            json -> {
              JsonObject methods = new JsonObject();
              methods.addProperty("forward", "labeler.pt");
              json.getAsJsonObject("modules").add("labeler", methods);
            });
    assertThatThrownBy(() -> ModelBundle.fromDirectory(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("modules.labeler must be a string but was {");
  }

  @Test
  void denoiserInFewerBitsTakesThePlaceOfTheOther() {
    ModelBundle bundle = ModelBundle.fromDirectory(Bundles.root().resolve("ddpm"));
    assertThat(bundle.withPrecision(Precision.FLOAT32)).isSameAs(bundle);
    ModelBundle reduced = bundle.withPrecision(Precision.BFLOAT16).withNoisyLatents(40);
    assertThat(reduced.manifest().file(BundleModule.DENOISER, ModuleFiles.FORWARD))
        .isEqualTo("denoiser-bfloat16.pt");
    assertThat(reduced.manifest().file(BundleModule.LABELER, ModuleFiles.FORWARD))
        .isEqualTo("labeler.pt");
    assertThat(reduced.manifest().precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(bundle.manifest().precision()).isEqualTo(Precision.FLOAT32);
    assertThat(reduced.fingerprint()).isEqualTo(bundle.fingerprint());
    assertThatThrownBy(() -> bundle.withPrecision(Precision.FLOAT16))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("isonomy.bundle.precision is float16 but bundle ddpm 1 (")
        .hasMessageEndingWith(
            "has its denoiser in float32 and bfloat16 only; export it with --precision float16");
    assertThatThrownBy(() -> Precision.FLOAT16.requireOn(ComputeDevice.CPU))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("set it to bfloat16 or float32");
  }

  @Test
  void denoiserInFewerBitsIsGivenItsStateChannelsFirst() {
    Path directory =
        Bundles.altered(
            Bundles.root().resolve("ddpm"),
            temporary.resolve("b"),
            json -> {
              JsonArray list = new JsonArray();
              list.add("denoiser");
              list.add("labeler");
              json.add("channelsLast", list);
            });
    ModelBundle bundle = ModelBundle.fromDirectory(directory);
    assertThat(bundle.manifest().channelsLast())
        .containsExactlyInAnyOrder(BundleModule.DENOISER, BundleModule.LABELER);
    assertThat(bundle.withPrecision(Precision.BFLOAT16).manifest().channelsLast())
        .containsExactly(BundleModule.LABELER);
  }

  @Test
  void precisionsAreChecked() {
    Path unknown = precisions("unknown", "float8", "denoiser.pt");
    assertThatThrownBy(() -> ModelBundle.fromDirectory(unknown))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("precisions.float8 is not known; known are [bfloat16, float16]");
    Path missing = precisions("missing", "bfloat16", "denoiser-bfloat16.pt");
    assertThatThrownBy(() -> ModelBundle.fromDirectory(missing))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("precisions.bfloat16 must be one of files [")
        .hasMessageEndingWith("but was 'denoiser-bfloat16.pt'");
  }

  private Path precisions(String name, String precision, String file) {
    return Bundles.altered(
        temporary.resolve(name),
        json -> {
          JsonObject precisions = new JsonObject();
          precisions.addProperty(precision, file);
          json.add("precisions", precisions);
        });
  }

  @Test
  void layoutsAreChecked() {
    assertThat(Bundles.tiny().manifest().channelsLast()).isEmpty();
    Path some = channelsLast("some", "labeler", "autoencoder");
    assertThat(ModelBundle.fromDirectory(some).manifest().channelsLast())
        .containsExactlyInAnyOrder(BundleModule.LABELER, BundleModule.AUTOENCODER);
    Path unknown = channelsLast("unknown", "labeler", "lifter");
    assertThatThrownBy(() -> ModelBundle.fromDirectory(unknown))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("channelsLast must list some of the modules ")
        .hasMessageEndingWith("but was \"lifter\"");
  }

  @Test
  void layoutsAndPrecisionsNeedTorchScript() {
    for (String key : List.of("channelsLast", "precisions")) {
      Path onnx =
          Bundles.altered(
              temporary.resolve(key),
              json -> {
                json.addProperty("engine", "onnx");
                json.add(key, new JsonArray());
              });
      assertThatThrownBy(() -> ModelBundle.fromDirectory(onnx))
          .isInstanceOf(UserException.class)
          .hasMessage(
              onnx
                  + "/bundle.json: engine must be torchscript in a bundle with "
                  + key
                  + " but was 'onnx'");
    }
  }

  private Path channelsLast(String name, String... modules) {
    return Bundles.altered(
        temporary.resolve(name),
        json -> {
          JsonArray list = new JsonArray();
          List.of(modules).forEach(list::add);
          json.add("channelsLast", list);
        });
  }

  @Test
  void deviceNamesAreChecked() {
    assertThat(ComputeDevice.ofName("cpu")).isEqualTo(ComputeDevice.CPU);
    assertThat(ComputeDevice.ofName("cuda:3")).isEqualTo(new ComputeDevice.Cuda(3));
    assertThatThrownBy(() -> ComputeDevice.ofName("gpu"))
        .hasMessage("device must be cpu, cuda or cuda:N but was gpu");
  }
}
