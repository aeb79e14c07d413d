package dev.isonomy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.fit.MixtureSettings.LabelUse;
import dev.isonomy.mixture.projection.PrincipalSettings;
import dev.isonomy.model.Precision;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Splits;
import dev.isonomy.splat.SplatFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class IsonomyConfigTest {
  private static IsonomyConfig load(String file, String... overrides) {
    return IsonomyConfig.load(new ConfigLayers(List.of(overrides), file, "my.conf", Map.of()));
  }

  @Test
  void defaultsArePinned() {
    IsonomyConfig config = load("");
    assertThat(config.run()).isEqualTo(new RunSettings("isonomy-run", 2026, 60));
    assertThat(config.spark()).isEqualTo(new SparkSettings("", "isonomy", Map.of(), false));
    assertThat(config.bundle())
        .isEqualTo(
            new BundleSettings(
                "portraits",
                "",
                List.of(),
                List.of(),
                DeviceChoice.AUTO,
                -1,
                Precision.FLOAT32,
                16,
                java.time.Duration.ofMinutes(10),
                List.of()));
    assertThat(config.gpu()).isEqualTo(new GpuSettings(0, 1, "", "nvidia.com"));
    assertThat(config.source())
        .isEqualTo(
            new SourceSettings(
                new SourceKind("renderer"),
                "",
                "image",
                SourceLabels.READ,
                ClassNumbers.BUNDLE_ORDER,
                3000,
                40,
                64,
                LabelledRows.AUTO,
                0.01));
    assertThat(config.fit())
        .isEqualTo(
            new FitSettings(
                FitEngine.ISONOMY,
                CovarianceType.TIED,
                10,
                2,
                0,
                FitRows.ALL,
                LabelUse.ANCHOR,
                100,
                1e-4,
                1e-3,
                4,
                10_000,
                PrincipalSettings.NONE,
                new SelectionSettings(SelectionChoice.NONE, List.of(), 0.2)));
    assertThat(config.associate()).isEqualTo(new AssociateSettings(0.5, 24, 0.1, 400, 0, 4));
    assertThat(config.target())
        .isEqualTo(new TargetSettings(TargetKind.UNIFORM, Map.of(), "", ClassNumbers.BUNDLE_ORDER));
    assertThat(config.plan())
        .isEqualTo(
            new PlanSettings(1800, 1000, new Splits(0, 0), 0.5, new BalanceMethod.Conditional()));
    assertThat(config.generate())
        .isEqualTo(
            new GenerateSettings(
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Map.of(),
                64,
                50,
                ShortfallPolicy.FAIL,
                0));
    assertThat(config.audit())
        .isEqualTo(
            new AuditSettings(
                List.of(
                    new BalanceMethod.Prior(),
                    new BalanceMethod.UniformComponents(),
                    new BalanceMethod.SolvedWeights()),
                400,
                List.of(),
                5400,
                4000,
                12));
    assertThat(config.lift())
        .isEqualTo(
            new LiftSettings("", "image", "", "heads", "", SplatFormat.PLY, 100, 8, 4, 64, 0.01));
  }

  @Test
  void strongerLayersWin() {
    ConfigLayers layers =
        new ConfigLayers(
            List.of("isonomy.run.seed=1", "isonomy.run.dir=s3a://bucket/run#1"),
            "isonomy { run.seed = 2, plan.images = 20, fit.covariance = full }",
            "my.conf",
            Map.of(
                "spark.isonomy.plan.images", "30",
                "spark.isonomy.audit.methods", "prior",
                "spark.isonomy.spark.properties.spark.executor.memory", "8g",
                "spark.master", "yarn"));
    IsonomyConfig config = IsonomyConfig.load(layers);
    assertThat(config.run()).isEqualTo(new RunSettings("s3a://bucket/run#1", 1, 60));
    assertThat(config.plan().images()).isEqualTo(20);
    assertThat(config.fit().covariance()).isEqualTo(CovarianceType.FULL);
    assertThat(config.audit().methods()).containsExactly(new BalanceMethod.Prior());
    assertThat(config.spark().properties()).containsEntry("spark.executor.memory", "8g");
  }

  @Test
  void namesWithDotsMayBeQuotedOrNot() {
    String quoted = "{\"age.young\" = 0.5, \"age.senior\" = 0.5}";
    String nested = "{age { young = 0.5, senior = 0.5 }}";
    for (String shares : List.of(quoted, nested)) {
      IsonomyConfig config = load("isonomy.target { kind = shares, shares " + shares + " }");
      assertThat(config.target().shares()).isEqualTo(Map.of("age.young", 0.5, "age.senior", 0.5));
    }
    IsonomyConfig config =
        load("", "isonomy.target.kind=shares", "isonomy.target.shares.age.young=1");
    assertThat(config.target().shares()).isEqualTo(Map.of("age.young", 1.0));
  }

  @Test
  void namesWithSignsOfTheirOwnGoInQuotes() {
    String cells = "{ \"v1.0\".\"East Asian\" = 0.5, \"v1%2E1\" { Black = 0.5 } }";
    IsonomyConfig file = load("isonomy.target { kind = shares, shares " + cells + " }");
    assertThat(file.target().shares())
        .isEqualTo(Map.of("v1%2E0.East Asian", 0.5, "v1%252E1.Black", 0.5));
    IsonomyConfig overridden =
        load(
            "isonomy.target { kind = shares, shares { \"a.x\" = 0.1, b { \"y=.z\" = 0.2 } } }",
            "isonomy.target.shares.a.x=0.7",
            "isonomy.target.shares.b.\"y=.z\"=0.3");
    assertThat(overridden.target().shares()).isEqualTo(Map.of("a.x", 0.7, "b.y=%2Ez", 0.3));
    assertThat(load(overridden.dump()).target().shares()).isEqualTo(overridden.target().shares());
    assertThatThrownBy(() -> load("", "isonomy.target.shares.\"v1.0.x=0.5"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("--set must be key=value");
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestOne() {
    assertThatThrownBy(() -> load("isonomy {\n plan.imges = 10\n}"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "unknown key isonomy.plan.imges (my.conf: 2); did you mean isonomy.plan.images?");
    assertThatThrownBy(() -> load("", "isonomy.fit.covarance=full"))
        .hasMessage(
            "unknown key isonomy.fit.covarance (--set); did you mean isonomy.fit.covariance?");
    assertThatThrownBy(() -> load("plan.images = 10"))
        .hasMessageStartingWith("unknown key plan (my.conf: 1)");
    assertThatThrownBy(() -> load("", "isonomy.run.dir.x=1"))
        .hasMessageStartingWith("unknown key isonomy.run.dir.x");
  }

  @Test
  void aMistypedValueIsRefused() {
    assertThatThrownBy(() -> load("isonomy.plan.images = many"))
        .isInstanceOf(UserException.class)
        .hasMessage("isonomy.plan.images must be a whole number but was \"many\" (my.conf: 1)");
    assertThatThrownBy(() -> load("isonomy.plan.images = 12.5"))
        .hasMessage("isonomy.plan.images must be a whole number but was 12.5 (my.conf: 1)");
    assertThatThrownBy(() -> load("isonomy.plan.images = { a = 1 }"))
        .hasMessage("isonomy.plan.images must be a number but was a section (my.conf: 1)");
    assertThatThrownBy(() -> load("isonomy.plan = 7"))
        .hasMessage("isonomy.plan must be a section { ... } but was 7 (my.conf: 1)");
    assertThatThrownBy(() -> load("", "isonomy.fit.covariance=tide"))
        .hasMessageContaining("isonomy.fit.covariance must be one of")
        .hasMessageContaining("but was \"tide\" (--set)");
    assertThatThrownBy(() -> load("", "isonomy.generate.eta=2"))
        .hasMessage("isonomy.generate.eta must be between 0.0 and 1.0 but was \"2\" (--set)");
    assertThatThrownBy(() -> load("", "isonomy.audit.methods=prior,posterior"))
        .hasMessageContaining("isonomy.audit.methods must be a list of prior,");
  }

  @Test
  void theAuditComparesMethodsThatRejectDrawsAsWell() {
    assertThat(load("", "isonomy.audit.methods=prior,conditional").audit().methods())
        .containsExactly(new BalanceMethod.Prior(), new BalanceMethod.Conditional());
  }

  @Test
  void theMethodPromptedNeedsPhrasingsAndAPilot() {
    String naming = "isonomy.prompts.naming=[\"{prompt}, a woman\"]";
    String texts = "isonomy.prompts.texts=[a doctor]";
    assertThatThrownBy(() -> load("", "isonomy.plan.method=prompted", texts))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "isonomy.prompts.naming must be set where isonomy.plan.method is prompted: phrasings of"
                + " the prompts that name classes, such as \"{prompt}, a woman\"");
    assertThatThrownBy(() -> load("", "isonomy.audit.methods=prompted", texts))
        .hasMessageStartingWith(
            "isonomy.prompts.naming must be set where isonomy.audit.methods names prompted");
    assertThatThrownBy(
            () ->
                load(
                    "",
                    "isonomy.plan.method=prompted",
                    texts,
                    naming,
                    "isonomy.associate.pilot-per-cell=0"))
        .hasMessageStartingWith(
            "isonomy.associate.pilot-per-cell must be above 0 where isonomy.plan.method is prompted");
    assertThat(load("", "isonomy.plan.method=prompted", texts, naming).plan().method())
        .isEqualTo(new BalanceMethod.Prompted());
  }

  @Test
  void aNegativeCountIsRefused() {
    assertThatThrownBy(() -> load("", "isonomy.plan.images=-5"))
        .hasMessageContaining("isonomy.plan.images must be between 1 and")
        .hasMessageContaining("but was \"-5\"");
    assertThatThrownBy(() -> load("isonomy.source.natural = -1"))
        .hasMessageContaining("isonomy.source.natural must be between 0 and");
  }

  @Test
  void keysThatNeedEachOtherAreChecked() {
    assertThatThrownBy(() -> load("", "isonomy.source.kind=parquet"))
        .hasMessageContaining("isonomy.source.path must be set for source.kind = parquet");
    assertThatThrownBy(() -> load("", "isonomy.target.kind=shares"))
        .hasMessageContaining("isonomy.target.kind must be given with target.shares");
    assertThatThrownBy(() -> load("isonomy.target.shares { age.young = 1 }"))
        .hasMessageContaining("isonomy.target.kind must be shares but was \"uniform\"");
    assertThatThrownBy(() -> load("", "isonomy.bundle.sha256=beef"))
        .hasMessageContaining("isonomy.bundle.sha256 must be 64 hexadecimal digits");
    assertThatThrownBy(
            () -> load("", "isonomy.bundle.device=cpu", "isonomy.bundle.precision=float16"))
        .hasMessage(
            "isonomy.bundle.precision must be float32 or bfloat16 where isonomy.bundle.device is"
                + " cpu but was \"float16\" (--set)");
    assertThat(load("", "isonomy.bundle.precision=float16").bundle().precision())
        .isEqualTo(Precision.FLOAT16);
  }

  @Test
  void aChoiceOfComponentsNeedsCandidates() {
    SelectionSettings selection =
        load("isonomy.fit.selection { by = held-out, components = [18, 36] }").fit().selection();
    assertThat(selection)
        .isEqualTo(new SelectionSettings(SelectionChoice.HELD_OUT, List.of(18, 36), 0.2));
    assertThatThrownBy(() -> load("", "isonomy.fit.selection.by=purity"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "isonomy.fit.selection.components must be a list of at least one number");
    assertThatThrownBy(() -> load("", "isonomy.fit.selection.components=18,many"))
        .hasMessageContaining(
            "isonomy.fit.selection.components must be a list of whole numbers but was");
    assertThatThrownBy(() -> load("", "isonomy.fit.pca.variance-share=0"))
        .hasMessageContaining("isonomy.fit.pca.variance-share must be above 0 and at most 1");
    assertThat(load("", "isonomy.fit.covariance=low-rank").fit().covariance())
        .isEqualTo(CovarianceType.LOW_RANK);
  }

  @Test
  void brokenHoconIsOneLine() {
    assertThatThrownBy(() -> load("isonomy { run {"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("my.conf: 1")
        .message()
        .doesNotContain("\n");
    assertThatThrownBy(() -> load("", "isonomy.run.seed"))
        .hasMessage("--set must be key=value but was \"isonomy.run.seed\"");
  }

  @Test
  void theDumpIsReadableAgainAndHidesSecrets() {
    IsonomyConfig config =
        load(
            "isonomy.spark.properties { \"spark.hadoop.fs.s3a.secret.key\" = hush, \"spark.x\" = y"
                + " }",
            "isonomy.spark.allow-static-credentials=true",
            "isonomy.run.dir=s3a://me:hush@bucket/run",
            "isonomy.bundle.uri=https://host/bundle?sig=hush&x=1");
    String dump = config.dump();
    assertThat(dump).doesNotContain("hush").contains(Redaction.REDACTED).contains("renderer");
    IsonomyConfig again = load(dump);
    assertThat(again.plan()).isEqualTo(config.plan());
    assertThat(again.spark().properties()).containsEntry("spark.x", "y");
  }

  @Test
  void keysOfCloudsAreRefusedWithoutShowingThem() {
    for (String property :
        List.of(
            "spark.hadoop.fs.s3a.secret.key",
            "spark.hadoop.fs.s3a.access.key",
            "spark.hadoop.fs.s3a.bucket.mine.session.token",
            "spark.hadoop.fs.azure.account.key.mine.dfs.core.windows.net",
            "spark.hadoop.fs.gs.auth.service.account.private.key")) {
      assertThatThrownBy(() -> load("isonomy.spark.properties { \"" + property + "\" = hush }"))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(
              property + " holds a key; leave credentials to the provider chain")
          .hasMessageNotContaining("hush");
      ConfigLayers submitted = new ConfigLayers(List.of(), "", "", Map.of(property, "hush"));
      assertThatThrownBy(() -> IsonomyConfig.load(submitted)).hasMessageStartingWith(property);
    }
    assertThatThrownBy(() -> load("isonomy.source { kind = images, path = \"s3a://me:hush@b/x\" }"))
        .hasMessageStartingWith("isonomy.source.path holds a user or key before the @")
        .hasMessageNotContaining("hush");
    String provider = "spark.hadoop.fs.s3a.aws.credentials.provider";
    assertThat(load("isonomy.spark.properties { \"" + provider + "\" = x.Y }").dump())
        .contains("x.Y");
  }

  @Test
  void bundlesLieWhereTheyMay() {
    String allowed =
        "isonomy.bundle.allowed-locations=[\"s3a://models/released/\",\"/opt/models\"]";
    for (String uri : List.of("portraits", "s3a://models/released/faces/3", "/opt/models/a")) {
      assertThat(load("", allowed, "isonomy.bundle.uri=" + uri).bundle().uri()).isEqualTo(uri);
    }
    for (String uri :
        List.of(
            "s3a://models/released-not/faces",
            "s3a://models/released/../evil",
            "s3a://models/released/%2e%2e/evil",
            "s3a://other/released/faces",
            "/opt/models/../evil",
            "/opt/modelsx",
            "file:///opt/models/../../etc")) {
      assertThatThrownBy(() -> load("", allowed, "isonomy.bundle.uri=" + uri))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("isonomy.bundle.uri must be below one of");
    }
  }

  @Test
  void judgesAreUrisOrSectionsAndLieWhereBundlesMay() {
    BundleSettings bundle =
        load(
                "",
                "isonomy.bundle.labelers=[portraits, {uri = \"/a\", attributes = [age], sha256 = \"%s\"}]"
                    .formatted("AB".repeat(32)))
            .bundle();
    assertThat(bundle.labelers())
        .containsExactly(
            new JudgeChoice("portraits", "", List.of()),
            new JudgeChoice("/a", "ab".repeat(32), List.of("age")));
    assertThat(bundle.auditors()).isEmpty();
    for (String wrong :
        List.of(
            "[{attributes = [age]}]",
            "[{uri = \"/a\", sha256 = \"12\"}]",
            "[{uri = \"/a\", names = [age]}]",
            "[{uri = \"/a\", attributes = [age, age]}]",
            "[7]")) {
      assertThatThrownBy(() -> load("", "isonomy.bundle.auditors=" + wrong))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(
              "isonomy.bundle.auditors must be a list of URIs of bundles, or of {");
    }
    String allowed = "isonomy.bundle.allowed-locations=[\"/opt/models\"]";
    assertThatThrownBy(() -> load("", allowed, "isonomy.bundle.labelers=[\"/opt/other\"]"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("isonomy.bundle.labelers must be below one of");
    assertThatThrownBy(() -> load("", "isonomy.associate.abstain-below=1"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("isonomy.associate.abstain-below must be at least 0 and below 1");
  }
}
