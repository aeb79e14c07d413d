package dev.isonomy.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import dev.isonomy.diffusion.Level;
import dev.isonomy.error.UserException;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.model.Sha256;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlModulesTest {
  @TempDir Path temporary;

  private static DjlModules open(ModelBundle bundle) {
    return DjlModules.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT);
  }

  private static float[] gaussian(int size, long seed) {
    float[] numbers = new float[size];
    RandomStream.of(seed, 0, 0, Purpose.INITIAL_NOISE).fillGaussian(numbers);
    return numbers;
  }

  @Test
  void everyModuleAgreesWithPython() {
    requireGolden(Bundles.tiny());
  }

  /** Every number stands at its place: rows and columns of an image twice as wide as high. */
  @Test
  void imagesThatAreNotSquareAgreeWithPython() {
    try (DjlModules modules = open(Bundles.named("tiny-height"))) {
      float[] decoded = modules.decodeSample(golden("x"), 3);
      assertThat(decoded).containsExactly(golden("decoded"), within(1e-5f));
      assertThat(modules.label(golden("image"), 3))
          .containsExactly(golden("logits"), within(1e-4f));
    }
  }

  private static float[] golden(String key) {
    return Bundles.golden("height-golden.json", key);
  }

  @Test
  void layoutOfImagesChangesNoResult() {
    Path directory =
        Bundles.altered(
            temporary.resolve("channels-last"),
            json -> {
              JsonArray all = new JsonArray();
              json.getAsJsonObject("modules").keySet().forEach(all::add);
              json.add("channelsLast", all);
            });
    ModelBundle bundle = ModelBundle.fromDirectory(directory);
    assertThat(bundle.manifest().channelsLast()).isEqualTo(bundle.manifest().modules().keySet());
    requireGolden(bundle);
  }

  private static Level level(ModelBundle bundle, int index) {
    return bundle.manifest().denoiser().diffusion().levels().at(index);
  }

  private static void requireGolden(ModelBundle bundle) {
    try (DjlModules modules = open(bundle)) {
      float[] x = Bundles.golden("x");
      float[] image = Bundles.golden("image");
      float[] out = new float[x.length];
      modules.denoiser(List.of(Bundles.golden("z"))).predict(x, 3, level(bundle, 500), out);
      assertThat(out).containsExactly(Bundles.golden("denoised"), within(1e-5f));
      modules.denoiserWithoutCode().predict(x, 3, level(bundle, 500), out);
      assertThat(out).containsExactly(Bundles.golden("unconditional"), within(1e-5f));
      assertThat(modules.encode(image, 3))
          .containsExactly(Bundles.golden("encoded"), within(1e-5f));
      assertThat(modules.encodeSample(image, 3))
          .containsExactly(Bundles.golden("latents"), within(1e-5f));
      assertThat(Arrays.copyOf(modules.decodeSample(x, 3), 64))
          .containsExactly(Bundles.golden("decoded"), within(1e-5f));
      assertThat(modules.label(image, 3)).containsExactly(Bundles.golden("logits"), within(1e-5f));
      assertThat(modules.features(image, 3))
          .containsExactly(Bundles.golden("features"), within(1e-5f));
      assertThat(modules.audit(image, 3)).hasSize(15);
    }
  }

  @Test
  void resultOfSampleHasTheSameBitsWhateverTheCallAroundIt() {
    int size = 32;
    float[] x = gaussian(70 * size, 1);
    float[] z = gaussian(70 * 4, 2);
    try (DjlModules modules = open(Bundles.tiny())) {
      float[] together = new float[x.length];
      Level level = level(Bundles.tiny(), 321);
      modules.denoiser(List.of(z)).predict(x, 70, level, together);
      for (int count : new int[] {1, 7, 16, 33}) {
        for (int from : new int[] {0, 5, 37}) {
          float[] out = new float[count * size];
          modules
              .denoiser(List.of(Arrays.copyOfRange(z, from * 4, (from + count) * 4)))
              .predict(
                  Arrays.copyOfRange(x, from * size, (from + count) * size), count, level, out);
          assertThat(out)
              .isEqualTo(Arrays.copyOfRange(together, from * size, (from + count) * size));
        }
      }
    }
  }

  @Test
  void tasksShareTheNetworksAndDoNotDisturbEachOther() throws Exception {
    ModelBundle bundle = Bundles.tiny();
    float[] latents = gaussian(40 * 32, 3);
    Callable<float[]> task =
        () -> {
          try (DjlModules modules = open(bundle)) {
            float[] images = null;
            for (int i = 0; i < 20; i++) {
              images = modules.decodeSample(latents, 40);
            }
            return images;
          }
        };
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      float[] alone = task.call();
      for (Future<float[]> result : pool.invokeAll(List.of(task, task, task, task))) {
        assertThat(result.get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void nativeMemoryStaysFlatOverManyCalls() throws IOException {
    try (DjlModules modules = open(Bundles.tiny())) {
      float[] images = gaussian(64 * 768, 4);
      for (int i = 0; i < 100; i++) {
        modules.encodeSample(images, 64);
      }
      long before = residentKilobytes();
      for (int i = 0; i < 300; i++) {
        modules.features(images, 64);
        modules.encodeSample(images, 64);
      }
      // 2,400 network calls; one leaked input tensor each would be 118 MB.
      assertThat(residentKilobytes() - before).isLessThan(60_000);
    }
  }

  private static long residentKilobytes() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(status), "needs Linux's /proc");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void damagedTorchScriptIsNamed() throws IOException {
    Path directory = Bundles.altered(temporary.resolve("b"), json -> {});
    byte[] bytes = Files.readAllBytes(directory.resolve("encoder.pt"));
    byte[] truncated = Arrays.copyOf(bytes, bytes.length / 2);
    Path lying =
        Bundles.altered(
            temporary.resolve("c"),
            json -> json.getAsJsonObject("files").addProperty("encoder.pt", Sha256.of(truncated)));
    Files.write(lying.resolve("encoder.pt"), truncated);
    ModelBundle bundle = ModelBundle.fromDirectory(lying);
    assertThatThrownBy(() -> open(bundle))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("module encoder (encoder.pt of bundle tiny 1")
        .hasMessageContaining("is not TorchScript that libtorch can load")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void fileReplacedAfterOpeningIsNotLoaded() throws IOException {
    Path directory =
        Bundles.altered(temporary.resolve("b"), json -> json.addProperty("version", "replaced"));
    ModelBundle bundle = ModelBundle.fromDirectory(directory);
    Files.copy(
        Bundles.root().resolve("hostile/labeler-throws.pt"),
        directory.resolve("labeler.pt"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> open(bundle))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("labeler.pt must have the SHA-256");
  }

  @Test
  void wrongShapeTypeAndMethodAreNamedBeforeAnyWork() {
    assertThatThrownBy(
            () -> open(Bundles.hostile(temporary.resolve("a"), "labeler", "labeler-narrow.pt")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("module labeler (labeler.pt of bundle tiny 1")
        .hasMessageContaining("must return the shape (16, 5) but returned (16, 3)");
    assertThatThrownBy(
            () -> open(Bundles.hostile(temporary.resolve("b"), "labeler", "labeler-doubles.pt")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("must return float32 but returned float64");
    assertThatThrownBy(
            () ->
                open(Bundles.hostile(temporary.resolve("c"), "denoiser", "denoiser-no-method.pt")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("module denoiser.unconditional (denoiser.pt of bundle tiny 1")
        .hasMessageContaining("has no such method");
  }

  @Test
  void networkThatThrowsIsNamedWithItsOwnWords() {
    assertThatThrownBy(
            () -> open(Bundles.hostile(temporary.resolve("a"), "labeler", "labeler-throws.pt")))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("module labeler (labeler.pt of bundle tiny 1")
        .hasMessageContaining("the labeler is out of order");
  }

  @Test
  void networkThatHangsEndsInTheTimeOutAndOthersStillRun() throws InterruptedException {
    ModelBundle hanging = Bundles.hostile(temporary.resolve("a"), "labeler", "labeler-hangs.pt");
    ModuleOptions impatient = new ModuleOptions(16, Duration.ofMillis(500));
    assertThatThrownBy(() -> DjlModules.open(hanging, ComputeDevice.CPU, impatient))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("module labeler")
        .hasMessageContaining("did not come back within 0.5 s from a call with 16 samples");
    try (DjlModules modules = open(Bundles.tiny())) {
      assertThat(modules.label(new float[768], 1)).hasSize(5);
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("isonomy-networks")) {
        thread.join();
      }
    }
  }

  @Test
  void theTimeOutIsThatOfACallAndNotOfAllItsBatches() {
    ModelBundle slow = Bundles.hostile(temporary.resolve("a"), "labeler", "labeler-slow.pt");
    int batch = 2;
    long longest = 0;
    try (DjlModules patient =
        DjlModules.open(slow, ComputeDevice.CPU, new ModuleOptions(batch, Duration.ofHours(1)))) {
      for (int call = 0; call < 5; call++) {
        long begun = System.nanoTime();
        patient.label(new float[batch * 768], batch);
        longest = Math.max(longest, System.nanoTime() - begun);
      }
    }
    int calls = 40; // together far over the limit, each of them far below it
    Duration limit = Duration.ofNanos(10 * longest);
    try (DjlModules modules =
        DjlModules.open(slow, ComputeDevice.CPU, new ModuleOptions(batch, limit))) {
      assertThat(modules.label(new float[calls * batch * 768], calls * batch))
          .hasSize(calls * batch * 5);
    }
  }

  @Test
  void notANumberNamesTheSample() {
    ModelBundle bundle = Bundles.hostile(temporary.resolve("a"), "denoiser", "denoiser-nan.pt");
    try (DjlModules modules = open(bundle)) {
      float[] z = new float[40 * 4];
      z[21 * 4 + 2] = 2;
      float[] out = new float[40 * 32];
      assertThatThrownBy(
              () ->
                  modules
                      .denoiser(List.of(z))
                      .predict(new float[40 * 32], 40, level(bundle, 10), out))
          .isInstanceOf(ModuleException.class)
          .hasMessageContaining("returned NaN")
          .satisfies(e -> assertThat(((ModuleException) e).sample()).isEqualTo(21));
    }
  }

  @Test
  void missingGpuIsAUserErrorUnlessAutomatic() {
    assertThat(Networks.device("cpu", OptionalInt.of(1))).isEqualTo(ComputeDevice.CPU);
    assertThatThrownBy(() -> Networks.device("cuda:77", OptionalInt.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("device cuda:77 is not there: this JVM sees ");
    assertThat(Networks.device("auto", OptionalInt.of(77))).isEqualTo(ComputeDevice.CPU);
  }

  @Test
  void shortMemoryHalvesTheCallsUntilTheyFitAndChangesNoResult() {
    float[] images = gaussian(40 * 768, 5);
    ModelBundle hungry = Bundles.hostile(temporary.resolve("a"), "labeler", "labeler-hungry.pt");
    try (DjlModules plenty = open(Bundles.tiny());
        DjlModules little = open(hungry);
        DjlModules again = open(hungry)) {
      assertThat(plenty.outOfMemoryHalvings()).isZero();
      // 16, 8, 4: found when the bundle was opened, for all tasks of this JVM.
      assertThat(little.outOfMemoryHalvings()).isEqualTo(2);
      assertThat(little.label(images, 40)).isEqualTo(plenty.label(images, 40));
      assertThat(again.features(images, 40)).isEqualTo(plenty.features(images, 40));
      assertThat(again.outOfMemoryHalvings()).isEqualTo(2);
    }
  }

  @Test
  void memoryForNotEvenOneSampleIsAnErrorThatSaysSo() {
    assertThatThrownBy(
            () -> open(Bundles.hostile(temporary.resolve("a"), "labeler", "labeler-starving.pt")))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("module labeler (labeler.pt of bundle tiny 1")
        .hasMessageContaining("does not fit into the memory of the device, even with one sample");
  }
}
