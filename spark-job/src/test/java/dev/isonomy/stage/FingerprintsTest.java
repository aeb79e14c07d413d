package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.run.Fingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every key of {@code reference.conf} either determines the artifact of one stage, and so of all
 * after it, or is known to change nothing that is kept.
 */
class FingerprintsTest {
  // The numbers of the embedded bundle's classes are known, those of others are asked for.
  private static final String[] TABLE = {
    "source.kind=parquet", "source.path=a.parquet", "bundle.uri=mine"
  };
  private static final String[] KINDS = {
    "prompts.template=a {kind}", "prompts.variables={kind=[cat]}"
  };
  private static final String[] COMPLEMENT = {
    "target.kind=complement", "target.existing=b.parquet", "bundle.uri=mine"
  };

  /**
   * Another value for each key that determines a stage, with what has to be set for it to count.
   */
  private static final Map<RunStage, List<Change>> CHANGES =
      Map.of(
          Stages.ENCODE,
          List.of(
              new Change("bundle.noisy-timestep", "40"),
              new Change("bundle.micro-batch", "8"),
              new Change("run.seed", "1"),
              new Change("source.kind", "parquet", "source.path=a.parquet"),
              new Change("source.natural", "7"),
              new Change("source.support-per-cell", "7"),
              new Change("source.path", "c.parquet", TABLE),
              new Change("source.image-column", "photo", TABLE),
              new Change("source.labels", "ignore", TABLE),
              new Change("source.class-numbers", "bundle-order", TABLE),
              new Change("source.labelled-rows", "chosen", TABLE),
              new Change("source.max-rejected-share", "0.5", TABLE)),
          Stages.FIT,
          List.of(
              new Change("fit.engine", "mllib", "fit.covariance=full", "fit.labels=ignore"),
              new Change("fit.covariance", "full"),
              new Change("fit.rank", "3"),
              new Change("fit.components-per-cell", "3"),
              new Change("fit.components", "40"),
              new Change("fit.rows", "labelled"),
              new Change("fit.labels", "seed"),
              new Change("fit.max-iterations", "3"),
              new Change("fit.tolerance", "0.1"),
              new Change("fit.covariance-floor", "0.1"),
              new Change("fit.restarts", "3"),
              new Change("fit.restart-sample-size", "77"),
              new Change("fit.pca.dimension", "3"),
              new Change("fit.pca.variance-share", "0.5"),
              new Change("fit.selection.by", "bic", "fit.selection.components=40,50"),
              new Change("fit.selection.components", "40,50"),
              new Change("fit.selection.held-out-share", "0.3")),
          Stages.ASSOCIATE,
          List.of(
              new Change("associate.smoothing", "3"),
              new Change("associate.pilot-per-cell", "3"),
              new Change("associate.pilot-error", "0.3"),
              new Change("associate.pilot-most-per-cell", "300"),
              new Change("associate.abstain-below", "0.3"),
              new Change("associate.label-weight", "3"),
              new Change("target.excluded", "dark.low"),
              new Change("plan.minimum-purity", "0.3"),
              new Change("bundle.precision", "bfloat16"),
              new Change("generate.sampler", "ddim"),
              new Change("generate.eta", "0.3", "generate.sampler=ddim"),
              new Change("generate.steps", "3"),
              new Change("generate.guidance", "3"),
              new Change("generate.spacing", "leading"),
              new Change("generate.conditions", "{age=0.3}"),
              new Change("prompts.texts", "a cat,a dog"),
              new Change("prompts.template", "one {kind}", KINDS),
              new Change("prompts.variables", "{kind=[dog]}", KINDS),
              new Change("prompts.naming", "\"{prompt} b\"", "prompts.texts=a cat"),
              new Change("prompts.weights", "{\"a cat\"=3}", "prompts.texts=a cat"),
              new Change("prompts.negative", "ugly")),
          Stages.PLAN,
          List.of(
              new Change("target.kind", "complement", "target.existing=b.parquet"),
              new Change(
                  "target.shares",
                  "{\"tone.dark\":0.3,\"tone.light\":0.7}",
                  "target.kind=shares",
                  "target.shares={\"tone.dark\":0.6,\"tone.light\":0.4}"),
              new Change("target.existing", "c.parquet", COMPLEMENT),
              new Change("target.class-numbers", "bundle-order", COMPLEMENT),
              new Change("plan.images", "7000"),
              new Change("plan.unit-size", "7"),
              new Change("plan.validation-share", "0.3", "plan.unit-size=10"),
              new Change("plan.test-share", "0.3", "plan.unit-size=10"),
              new Change("plan.method", "prior"),
              new Change("generate.max-draws-per-image", "3"),
              new Change("generate.shortfall", "report")),
          Stages.GENERATE,
          List.of(),
          Stages.AUDIT,
          List.of(
              new Change("audit.methods", "prior"),
              new Change("audit.images-per-method", "3"),
              new Change("audit.guidances", "2,4"),
              new Change("audit.reference-images", "3"),
              new Change("audit.training-images", "3"),
              new Change("audit.grid-images", "3")));

  /**
   * Where things are, how fast they are made, and who may make them. Models and judges count by
   * their digests, which locations and expected digests do not change; the lift has a fingerprint
   * of its own.
   */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "bundle.allowed-locations",
          "bundle.auditors",
          "bundle.labelers",
          "bundle.call-timeout",
          "bundle.device",
          "bundle.sha256",
          "bundle.uri",
          "generate.batch-size",
          "generate.units-per-wave",
          "gpu.discovery-script",
          "gpu.per-executor",
          "gpu.tasks-per-gpu",
          "gpu.vendor",
          "prompts.parquet", // counts by its digest
          "prompts.table",
          "run.dir",
          "run.lease-timeout",
          "source.batch-size",
          "spark.allow-static-credentials",
          "spark.app-name",
          "spark.master");

  private record Change(String key, String value, String... needed) {
    Fingerprint before(RunStage stage) {
      return fingerprint(stage, needed);
    }

    Fingerprint after(RunStage stage) {
      List<String> all = new ArrayList<>(Arrays.asList(needed));
      all.add(key + "=" + value);
      return fingerprint(stage, all.toArray(String[]::new));
    }
  }

  @Test
  void everyKeyIsKnownToCountOrNot() {
    Set<String> known = new TreeSet<>(WITHOUT_EFFECT);
    CHANGES.values().forEach(list -> list.forEach(change -> known.add(change.key())));

    assertThat(known)
        .as("maps are empty by default")
        .isEqualTo(
            keys("target.shares", "generate.conditions", "prompts.variables", "prompts.weights"));
  }

  @Test
  void aKeyCountsFromItsStageOnAndNotBefore() {
    CHANGES.forEach(
        (first, changes) ->
            changes.forEach(
                change -> {
                  for (RunStage stage : Stages.IN_ORDER) {
                    Optional<String> difference =
                        change.after(stage).firstDifference(change.before(stage));
                    if (Stages.IN_ORDER.indexOf(stage) < Stages.IN_ORDER.indexOf(first)) {
                      assertThat(difference)
                          .as(change + " at " + stage.artifact().stage())
                          .isEmpty();
                    } else {
                      assertThat(difference)
                          .as(change + " at " + stage.artifact().stage())
                          .contains("isonomy." + change.key());
                    }
                  }
                }));
  }

  @Test
  void equalKeysHaveEqualDigestsAndOthersOthers() {
    Fingerprint plain = fingerprint(Stages.AUDIT);

    assertThat(plain.sha256()).matches("[0-9a-f]{64}");
    assertThat(fingerprint(Stages.AUDIT, "spark.master=local[1]", "run.dir=elsewhere").sha256())
        .isEqualTo(plain.sha256());
    assertThat(fingerprint(Stages.AUDIT, "plan.images=7").sha256()).isNotEqualTo(plain.sha256());
    assertThat(fingerprint(Stages.PLAN).sha256()).isNotEqualTo(plain.sha256());
  }

  @Test
  void anotherModelIsAnotherResultFromTheFirstStageOn() {
    IsonomyConfig config = IsonomyConfig.load(ConfigLayers.defaults());
    for (RunStage stage : Stages.IN_ORDER) {
      assertThat(
              stage
                  .fingerprint(config, "aa", Map.of(), Optional.empty())
                  .firstDifference(stage.fingerprint(config, "bb", Map.of(), Optional.empty())))
          .contains("isonomy.bundle.uri (its SHA-256)");
    }
  }

  @Test
  void theGenerationObeysThePlanAndAddsNoKeyOfItsOwn() {
    assertThat(fingerprint(Stages.GENERATE)).isEqualTo(fingerprint(Stages.PLAN));
  }

  @Test
  void whatIsLeftToTheBundleIsWrittenAsInTheConfiguration() {
    String[] all = {"sampler", "steps", "guidance", "spacing"};
    Map<String, String> plain = fingerprint(Stages.AUDIT).keys();
    for (String key : all) {
      assertThat(plain).containsEntry("isonomy.generate." + key, "bundle");
    }
    Map<String, String> chosen =
        fingerprint(
                Stages.AUDIT,
                "generate.sampler=ddim",
                "generate.steps=7",
                "generate.guidance=1.5",
                "generate.spacing=trailing")
            .keys();
    assertThat(List.of(all))
        .extracting(key -> chosen.get("isonomy.generate." + key))
        .containsExactly("ddim", "7", "1.5", "trailing");
    assertThatThrownBy(() -> Fingerprint.builder().put("a", Optional.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("isonomy.a must be written out: Optional[1]");
  }

  @Test
  void aSecretInAPathIsNotWritten() {
    Fingerprint fingerprint =
        fingerprint(
            Stages.ENCODE,
            "source.kind=parquet",
            "source.path=s3a://me:secret@bucket/a.parquet",
            "spark.allow-static-credentials=true");

    assertThat(fingerprint.keys().toString()).contains("bucket/a.parquet").doesNotContain("secret");
  }

  private static Fingerprint fingerprint(RunStage stage, String... overrides) {
    return stage.fingerprint(config(overrides), "beef", Map.of(), Optional.empty());
  }

  private static IsonomyConfig config(String... overrides) {
    return IsonomyConfig.load(
        ConfigLayers.defaults()
            .withOverrides(Stream.of(overrides).map(each -> "isonomy." + each).toList()));
  }

  private static Set<String> keys(String... more) {
    Set<String> keys =
        ConfigFactory.parseResources("reference.conf").getConfig("isonomy").entrySet().stream()
            .map(Map.Entry::getKey)
            .filter(key -> !key.startsWith("lift."))
            .collect(Collectors.toCollection(TreeSet::new));
    keys.addAll(List.of(more));
    return keys;
  }
}
