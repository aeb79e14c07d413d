package dev.isonomy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.Label;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Judges of several bundles: what they tell together, and their logits in its order. */
class JudgesTest {
  private static final Path TINY = Bundles.root().resolve("tiny");
  private static final LabelBundle HUE =
      LabelBundle.open(Bundles.root().resolve("tiny-hue").toString(), Optional.empty());
  private static final LabelBundle OWN = LabelBundle.open(TINY.toString(), Optional.empty());
  private static final int IMAGES = 5;

  @Test
  void aDiffusionModelsBundleIsOneOfLabelsWithoutItsOtherFiles() {
    assertThat(OWN.manifest().modules())
        .containsOnlyKeys(BundleModule.LABELER, BundleModule.AUDITOR);
    assertThat(OWN.manifest().files()).containsOnlyKeys("labeler.pt", "auditor.pt");
    assertThat(OWN.fingerprint()).isEqualTo(Bundles.tiny().fingerprint());
  }

  @Test
  void logitsOfSeveralBundlesStandInTheOrderOfTheirAttributesAndClasses() {
    ModelBundle judged =
        Bundles.tiny()
            .judgedBy(
                List.of(choice(HUE), choice(OWN, "tone")), List.of(choice(OWN, "hue", "tone")));
    assertThat(judged.manifest().attributes().attributes())
        .containsExactly(
            new Attribute("hue", List.of("high", "low", "middle")),
            new Attribute("tone", List.of("dark", "light")));
    float[] images = images();

    try (BundleModules own = open(Bundles.tiny());
        BundleModules modules = open(judged)) {
      float[] plain = own.label(images, IMAGES);
      float[] audits = own.audit(images, IMAGES);
      float[] told = modules.label(images, IMAGES);
      float[] audited = modules.audit(images, IMAGES);

      for (int i = 0; i < IMAGES; i++) {
        assertThat(told[5 * i + 3]).as("tone.dark").isEqualTo(plain[5 * i]);
        assertThat(told[5 * i + 4]).as("tone.light").isEqualTo(plain[5 * i + 1]);
        // The same network, but for its sharpness, 10 instead of 8: high, low, middle.
        assertThat(told[5 * i]).isCloseTo(plain[5 * i + 4] * 10 / 8, within());
        assertThat(told[5 * i + 1]).isCloseTo(plain[5 * i + 2] * 10 / 8, within());
        assertThat(told[5 * i + 2]).isCloseTo(plain[5 * i + 3] * 10 / 8, within());
        assertThat(audited[5 * i]).isEqualTo(audits[5 * i + 4]);
        assertThat(audited[5 * i + 3]).isEqualTo(audits[5 * i]);
        int[] classes = Label.read(judged.manifest().attributes(), told, i).classes();
        int[] before = Label.read(Bundles.tiny().manifest().attributes(), plain, i).classes();
        assertThat(List.of("high", "low", "middle").get(classes[0]))
            .isEqualTo(List.of("low", "middle", "high").get(before[1]));
      }
    }
  }

  @Test
  void theModelsOwnAuditorStaysWhereItKnowsAllAttributes() {
    assertThat(Bundles.tiny().judgedBy(List.of(choice(HUE)), List.of()).audits()).isTrue();
    assertThat(Bundles.tiny().judgedBy(List.of(), List.of())).isEqualTo(Bundles.tiny());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Bundles.tiny().judgedBy(List.of(choice(HUE), choice(OWN)), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the attribute hue is told by bundle tiny-hue 1")
        .hasMessageContaining("choose one by attributes = [...]");
    assertThatThrownBy(() -> Bundles.tiny().judgedBy(List.of(), List.of(choice(HUE))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("tells the attribute tone");
    assertThatThrownBy(
            () -> LabelManifest.parse(json("\"labeler\": \"denoiser.pt\""), "x/bundle.json"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("x/bundle.json")
        .hasMessageContaining("must be one of files");
    assertThatThrownBy(() -> LabelManifest.parse(json(""), "x/bundle.json"))
        .isInstanceOf(UserException.class)
        .hasMessage("x/bundle.json: modules must have a labeler or an auditor but has none");
    assertThatThrownBy(
            () -> LabelManifest.parse(json("\"features\": \"labeler.pt\""), "x/bundle.json"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("features");
  }

  private static String json(String modules) {
    return """
        {"formatVersion": 2, "kind": "labels", "name": "x", "version": "1", "engine": "torchscript",
         "image": {"channels": 3, "height": 16, "width": 16},
         "attributes": [{"name": "hue", "classes": ["low", "high"]}],
         "modules": {%s}, "files": {"labeler.pt": "%s"}}
        """
        .formatted(modules, "0".repeat(64));
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-4f);
  }

  private static float[] images() {
    float[] images = new float[IMAGES * Bundles.tiny().manifest().image().size()];
    RandomStream.of(3, 0, 1, Purpose.INITIAL_NOISE).fillGaussian(images);
    int size = images.length / IMAGES;
    for (int i = 0; i < images.length; i++) {
      images[i] = Math.max(-1, Math.min(1, 0.3f * images[i] + 0.4f * (i / size - 2) / 2));
    }
    return images;
  }

  private static BundleModules open(ModelBundle bundle) {
    return Networks.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT);
  }

  private static Judges.Choice choice(LabelBundle bundle, String... attributes) {
    return new Judges.Choice(bundle, List.of(attributes));
  }
}
