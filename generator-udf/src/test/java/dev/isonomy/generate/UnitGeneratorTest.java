package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Ddpm;
import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.Heun;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.WorkUnit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnitGeneratorTest {
  private static final GenerationPlan PLAN = TinyRun.plan(90, 45);

  @TempDir Path temporary;

  private record Made(List<GeneratedImage> images, UnitResult unit) {
    long[] draws() {
      return unit.draws();
    }

    int[] missing() {
      return unit.missing();
    }
  }

  private static Made generate(
      BundleModules modules, SamplingSettings sampling, UnitSettings settings, UnitPlan plan) {
    UnitGenerator generator =
        new UnitGenerator(
            new ImageGenerator(modules, sampling, GenerationListener.NONE),
            new MixtureLatents(TinyRun.mixture()),
            settings,
            GenerationListener.NONE);
    ImageEncoder encoder = new ImageEncoder(modules.bundle(), GenerationListener.NONE);
    List<GeneratedImage> images = new ArrayList<>();
    UnitResult unit = generator.generate(plan, kept -> images.add(encoder.encode(kept)));
    return new Made(images, unit);
  }

  private static UnitSettings settings(int batch) {
    return new UnitSettings(batch, ModuleOptions.DEFAULT_MICRO_BATCH, 0, 50, ShortfallPolicy.FAIL);
  }

  static List<Sampler> samplers() {
    return List.of(
        new Ddim(0),
        new Ddim(0.8),
        new Ddpm(Ddpm.Variance.FIXED_SMALL),
        new DpmSolver(DpmSolver.Equation.ODE),
        new Heun());
  }

  @Test
  void everyCellHasItsQuotaInOrderAndEveryImageIsOfItsCell() throws IOException {
    UnitPlan plan = TinyRun.unit(PLAN, 1);
    try (BundleModules modules = TinyRun.modules(16)) {
      Made result = generate(modules, TinyRun.SAMPLING, settings(32), plan);
      int[] quotas = plan.unit().quotas();
      assertThat(result.images()).hasSize(45);
      for (int c = 0; c < quotas.length; c++) {
        int cell = c;
        List<GeneratedImage> images =
            result.images().stream().filter(i -> i.kept().label().cell() == cell).toList();
        assertThat(images).hasSize(quotas[c]);
        assertThat(images)
            .isSortedAccordingTo(Comparator.comparingLong(image -> image.kept().draw()));
        assertThat(result.draws()[c]).isEqualTo(images.get(images.size() - 1).kept().draw() + 1);
      }
      assertThat(result.images().subList(0, 12).stream().map(image -> image.kept().label().cell()))
          .containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
      assertThat(result.missing()).containsOnly(0);
      assertThat(Arrays.stream(result.draws()).sum()).isGreaterThan(45);

      GeneratedImage first = result.images().get(0);
      assertThat(first.sampleId()).isEqualTo("u000001-c00-d%06d".formatted(first.kept().draw()));
      assertThat(first.kept().label().confidence()).isBetween(0.1, 1.0);
      byte[] rgb = PngEncoderTest.pixels(ImageIO.read(new ByteArrayInputStream(first.png())));
      float[] logits =
          modules.label(Pixels.toNumbers(rgb, 1, Bundles.tiny().manifest().pixels()), 1);
      assertThat(Label.read(Bundles.tiny().manifest().attributes(), logits, 0))
          .isEqualTo(first.kept().label());
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void imagesDoNotDependOnHowManyDrawsAreInFlight(Sampler sampler) {
    SamplingSettings sampling = SamplingSettings.of(sampler, 4, Spacings.of("trailing"));
    UnitPlan plan = TinyRun.unit(PLAN, 0);
    try (BundleModules modules = TinyRun.modules(16)) {
      Made reference = generate(modules, sampling, settings(16), plan);
      for (int batch : new int[] {1, 64, 200}) {
        Made other = generate(modules, sampling, settings(batch), plan);
        assertThat(hashes(other)).isEqualTo(hashes(reference));
        assertThat(other.draws()).isEqualTo(reference.draws());
      }
    }
  }

  @Test
  void drawsFromWhichTheLabelerAbstainsAreRejectedWhateverTheBatch() {
    UnitPlan plan = TinyRun.unit(PLAN, 0);
    try (BundleModules modules = TinyRun.modules(16)) {
      Made all = generate(modules, TinyRun.SAMPLING, settings(32), plan);
      double[] confidences =
          all.images().stream()
              .mapToDouble(image -> image.kept().label().confidence())
              .sorted()
              .toArray();
      double below = confidences[confidences.length / 4];
      Made sure = generate(modules, TinyRun.SAMPLING, abstaining(32, below, 50), plan);
      Made other = generate(modules, TinyRun.SAMPLING, abstaining(1, below, 50), plan);

      assertThat(sure.images()).hasSize(45);
      assertThat(sure.images())
          .allSatisfy(
              image -> assertThat(image.kept().label().confidence()).isGreaterThanOrEqualTo(below));
      assertThat(hashes(sure)).isEqualTo(hashes(other)).isNotEqualTo(hashes(all));
      assertThat(sure.draws()).isEqualTo(other.draws());
      assertThat(Arrays.stream(sure.draws()).sum()).isGreaterThan(Arrays.stream(all.draws()).sum());
    }
  }

  @Test
  void aCellThatFallsShortForWantOfSureLabelsSaysSo() {
    try (BundleModules modules = TinyRun.modules(16)) {
      assertThatThrownBy(
              () ->
                  generate(
                      modules,
                      TinyRun.SAMPLING,
                      abstaining(32, 0.9999999, 3),
                      TinyRun.unit(PLAN, 0)))
          .isInstanceOf(ShortfallException.class)
          .hasMessageContaining("draws, from ")
          .hasMessageContaining(" of which the labeler abstained; ")
          .hasMessageContaining("; lower isonomy.associate.abstain-below, raise");
    }
  }

  private static UnitSettings abstaining(int batch, double below, int maxDraws) {
    return new UnitSettings(batch, 16, below, maxDraws, ShortfallPolicy.FAIL);
  }

  private static List<String> hashes(Made result) {
    return result.images().stream()
        .map(image -> image.sampleId() + " " + image.fileSha256())
        .toList();
  }

  @Test
  void unitsAndSeedsGiveDifferentImages() {
    try (BundleModules modules = TinyRun.modules(16)) {
      Made zero = generate(modules, TinyRun.SAMPLING, settings(64), TinyRun.unit(PLAN, 0));
      Made one = generate(modules, TinyRun.SAMPLING, settings(64), TinyRun.unit(PLAN, 1));
      assertThat(zero.images().stream().map(GeneratedImage::pixelsSha256))
          .doesNotContainAnyElementsOf(
              one.images().stream().map(GeneratedImage::pixelsSha256).toList());
    }
  }

  /** Cell 0 from component 5 only: nothing of it is ever accepted. */
  private static UnitPlan hopeless() {
    Rejection rejection = PLAN.rejection().orElseThrow();
    double[][] components = rejection.componentsForCell();
    components[0] = new double[] {0, 0, 0, 0, 0, 1};
    return new UnitPlan(
        3,
        new WorkUnit(7, new int[] {2, 3, 0, 0, 0, 1}),
        components,
        rejection.expectedAcceptance());
  }

  @Test
  void hopelessCellFailsWithItsNameAndNumbers() {
    UnitSettings strict = new UnitSettings(32, 16, 0, 9, ShortfallPolicy.FAIL);
    try (BundleModules modules = TinyRun.modules(16)) {
      assertThatThrownBy(() -> generate(modules, TinyRun.SAMPLING, strict, hopeless()))
          .isInstanceOf(ShortfallException.class)
          .hasMessageStartingWith(
              "unit 7 used up its draws: cell dark.low kept 0 of 2 after 18 draws; raise");
    }
  }

  @Test
  void hopelessCellIsReportedWhereThatIsAllowedWhateverTheBatch() {
    try (BundleModules modules = TinyRun.modules(16)) {
      for (int batch : new int[] {16, 64}) {
        UnitSettings lenient = new UnitSettings(batch, 16, 0, 9, ShortfallPolicy.REPORT);
        Made result = generate(modules, TinyRun.SAMPLING, lenient, hopeless());
        assertThat(result.missing()).containsExactly(2, 0, 0, 0, 0, 0);
        assertThat(result.draws()[0]).isEqualTo(18);
        assertThat(result.images()).hasSize(4);
      }
    }
  }

  @Test
  void notANumberRefusesTheUnitWithTheSamplesName() {
    try (BundleModules modules =
        Networks.open(
            Bundles.hostile(temporary.resolve("b"), "denoiser", "denoiser-nan.pt"),
            ComputeDevice.CPU,
            ModuleOptions.DEFAULT)) {
      assertThatThrownBy(
              () -> generate(modules, TinyRun.SAMPLING, settings(64), TinyRun.unit(PLAN, 0)))
          .isInstanceOf(ModuleException.class)
          .hasMessageMatching(
              "sample u000000-c0\\d-d0000\\d\\d is refused: module denoiser .* returned NaN");
    }
  }

  @Test
  void guidanceOfOneIsThePlainPredictionAndOthersAreNot() {
    SamplingSettings strong =
        new SamplingSettings(new Ddim(0), 4, Spacings.of("trailing"), 2.5, Map.of());
    List<DrawKey> keys = List.of(new DrawKey(1, 0, 0), new DrawKey(1, 0, 1));
    float[] codes = {0.5f, -0.2f, 0, 0, -0.5f, 0.9f, 0, 0};
    try (BundleModules modules = TinyRun.modules(16)) {
      ImageGenerator plain = new ImageGenerator(modules, TinyRun.SAMPLING, GenerationListener.NONE);
      ImageGenerator guided = new ImageGenerator(modules, strong, GenerationListener.NONE);
      byte[] pixels = plain.generate(codes, keys, String::valueOf);
      assertThat(plain.generate(codes, keys, String::valueOf)).isEqualTo(pixels);
      assertThat(guided.generate(codes, keys, String::valueOf)).isNotEqualTo(pixels);
    }
  }

  @Test
  void noisyLatentsAreDenoisedFromTheirOwnTime() {
    try (BundleModules modules =
        Networks.open(
            Bundles.tiny().withNoisyLatents(300), ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      byte[] pixels = new byte[2 * 768];
      Arrays.fill(pixels, 0, 768, (byte) 200);
      Arrays.fill(pixels, 768, 2 * 768, (byte) 60);
      LatentEncoder encoder = new LatentEncoder(modules, 5);
      List<float[]> latents = encoder.encode(pixels, List.of("bright", "dark"));
      assertThat(latents.get(0)).hasSize(32);
      assertThat(encoder.encode(Arrays.copyOf(pixels, 768), List.of("bright")).get(0))
          .isEqualTo(latents.get(0));

      float[] both = new float[64];
      System.arraycopy(latents.get(0), 0, both, 0, 32);
      System.arraycopy(latents.get(1), 0, both, 32, 32);
      ImageGenerator generator =
          new ImageGenerator(modules, TinyRun.SAMPLING, GenerationListener.NONE);
      byte[] images =
          generator.generate(
              both, List.of(new DrawKey(1, 0, 0), new DrawKey(1, 0, 1)), String::valueOf);
      // Red of the bright one stays above red of the dark one.
      assertThat(images[0] & 0xFF).isGreaterThan(images[768] & 0xFF);
    }
  }
}
