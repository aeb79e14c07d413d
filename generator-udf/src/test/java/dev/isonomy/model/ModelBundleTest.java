package dev.isonomy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.diffusion.Clipping;
import dev.isonomy.diffusion.NoiseSchedule;
import dev.isonomy.diffusion.PredictionType;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    assertThat(manifest.denoiser().conditioned()).isTrue();
    assertThat(manifest.denoiser().unconditional()).isTrue();
    assertThat(manifest.attributes().cellNames()).startsWith("dark.low", "dark.middle").hasSize(6);
    assertThat(manifest.logitCount()).isEqualTo(5);
    assertThat(manifest.featureWidth()).isEqualTo(8);
    assertThat(manifest.file(BundleModule.AUDITOR, ModuleFiles.FORWARD)).isEqualTo("auditor.pt");
  }

  private static Consumer<JsonObject> betas(String betas, boolean alone) {
    return json -> {
      JsonObject diffusion = json.getAsJsonObject("diffusion");
      for (String formula : List.of("betaSchedule", "betaStart", "betaEnd")) {
        if (alone) {
          diffusion.remove(formula);
        }
      }
      diffusion.addProperty("numTrainTimesteps", 4);
      diffusion.add("betas", JsonParser.parseString(betas));
    };
  }

  @Test
  void betasMayBeGivenOneByOne() {
    Path directory = Bundles.altered(temporary.resolve("b"), betas("[0.1, 0.5, 0.2, 0.9]", true));
    NoiseSchedule schedule =
        ModelBundle.fromDirectory(directory).manifest().denoiser().diffusion().schedule();

    assertThat(schedule).isEqualTo(NoiseSchedule.ofBetas(new double[] {0.1, 0.5, 0.2, 0.9}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0.1, 0.2, 0.3] | true | diffusion.betas must be numTrainTimesteps = 4 numbers but was 3",
        "[0.1, 0.2, 0.3, 1] | true | diffusion.betas[3] must be a number between",
        "[1e-18, 0.1, 0.1, 0.1] | true | bundle.json: diffusion: betas must leave signal and noise",
        "[0.1, 0, 0.3, 0.4] | true | diffusion.betas[1] must be a number between",
        "[0.1, \"x\", 0.3, 0.4] | true | diffusion.betas[1] must be a number between",
        "0.1 | true | diffusion.betas must be a list",
        "[0.1, 0.2, 0.3, 0.4] | false | diffusion.betaSchedule must not stand beside betas",
      })
  void wrongBetasAreNamed(String betas, boolean alone, String complaint) {
    Path directory = Bundles.altered(temporary.resolve("b"), betas(betas, alone));
    assertThatThrownBy(() -> ModelBundle.fromDirectory(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(complaint)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void readsWhatDiffusersCheckpointsSay() {
    Path directory =
        Bundles.altered(
            temporary.resolve("b"),
            json -> {
              JsonObject diffusion = json.getAsJsonObject("diffusion");
              diffusion.addProperty("betaSchedule", "scaled_linear");
              diffusion.addProperty("predictionType", "epsilon");
              diffusion.addProperty("betaStart", 0.0015);
              diffusion.addProperty("betaEnd", 0.0195);
              diffusion.addProperty("setAlphaToOne", false);
              diffusion.addProperty("clipSample", true);
              diffusion.addProperty("stepsOffset", 1);
              diffusion.addProperty("timestepSpacing", "leading");
              JsonObject space = json.getAsJsonObject("latentSpace");
              space.addProperty("type", "noisy");
              space.addProperty("timestep", 350);
            });
    BundleManifest manifest = ModelBundle.fromDirectory(directory).manifest();
    NoiseSchedule schedule = manifest.denoiser().diffusion().schedule();
    assertThat(schedule.alphaBar(0)).isEqualTo(1 - 0.0015);
    assertThat(schedule.alphaBar(NoiseSchedule.CLEAN)).isEqualTo(schedule.alphaBar(0));
    assertThat(manifest.denoiser().diffusion().clipping()).isEqualTo(new Clipping.Range(1));
    assertThat(manifest.denoiser().stepsOffset()).isEqualTo(1);
    assertThat(manifest.latentSpace()).isEqualTo(new LatentSpace.Noisy(350));
    assertThat(manifest.latentDimension()).isEqualTo(32);
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
        "formatVersion | 2 | formatVersion must be 1 but was 2",
        "kind | image-to-gaussians | kind must be diffusion but was 'image-to-gaussians'",
        "engine | tensorflow | engine must be torchscript or onnx but was 'tensorflow'",
        "image.height | 0 | image.height must be an integer of at least 1 but was 0",
        "image.height | 1.5 | image.height must be an integer of at least 1 but was 1.5",
        "image.channels | 1 | image.channels must be 3 but was 1",
        "sample.of | voxels | sample.of must be autoencoder or pixels but was 'voxels'",
        "sample.of | pixels | sample.of is pixels, so that the shape must be 3x16x16 but was 2x4x4",
        "latentSpace.type | wavelet | latentSpace.type must be semantic or noisy but was 'wavelet'",
        "diffusion.betaSchedule | quadratic | diffusion.betaSchedule must be one of linear,"
            + " scaled-linear, cosine but was quadratic",
        "diffusion.predictionType | score | diffusion.predictionType must be one of epsilon,"
            + " sample, v_prediction but was score",
        "diffusion.conditioning | none | latentSpace.type must be noisy, as diffusion.conditioning"
            + " is none, but was semantic",
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
