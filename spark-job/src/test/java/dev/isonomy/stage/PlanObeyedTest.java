package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.PilotCounts;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.json.JsonFields;
import dev.isonomy.mixture.MixtureArchive;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.ComponentWeights;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Splits;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.plan.Weighting;
import dev.isonomy.run.Console;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code generate} and {@code verify} make and check what {@code plan.json} says, and nothing that
 * the configuration, the association or the mixture's weights say beside it.
 */
@Tag("job")
class PlanObeyedTest {
  private static final int IMAGES = 24;

  @TempDir private static Path temporary;
  private static Path source;
  private static Path prepared;

  @BeforeAll
  static void planOnce() {
    source = temporary.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), 20);
    prepared = temporary.resolve("prepared");
    for (String stage : List.of("encode", "fit", "associate", "plan")) {
      command("prepared", stage);
    }
  }

  @Test
  void thePlanSaysHowItsImagesAreMade() throws IOException {
    GenerationPlan plan = plan(prepared);
    Rejection rejection = plan.rejection().orElseThrow();

    assertThat(plan.seed()).isEqualTo(2026);
    assertThat(plan.quotas()).containsOnly(IMAGES / 6);
    assertThat(plan.splits())
        .containsExactly(new Splits.Split("train", 0, 3), new Splits.Split("test", 3, 1));
    assertThat(rejection.start()).isEqualTo(new Start.Code());
    assertThat(rejection.thresholds()).isEqualTo(new Thresholds(0.5, 0, 500, ShortfallPolicy.FAIL));
    assertThat(List.of(rejection.componentsForCell()))
        .allSatisfy(row -> assertThat(Arrays.stream(row).sum()).isBetween(0.999999, 1.000001));
  }

  @Test
  void whatOnlyThePlanUsedChangesNoImage() throws IOException {
    Path calm = copy("calm");
    command("calm", "generate");
    Path changed = copy("changed");
    turnAssociation(changed);
    reweighMixture(changed);

    Stages.GENERATE.make(
        context(
            changed,
            "plan.images=60",
            "plan.unit-size=10",
            "plan.method=prior",
            "plan.minimum-purity=0.99",
            "plan.test-share=0",
            "plan.validation-share=0.5",
            "run.seed=1",
            "target.excluded=[dark.low]",
            "generate.max-draws-per-image=1",
            "generate.shortfall=report"));

    assertThat(column(changed, "pixels_sha256")).isEqualTo(column(calm, "pixels_sha256"));
    assertThat(column(changed, "component")).isEqualTo(column(calm, "component"));
    assertThat(files(changed)).isEqualTo(files(calm)).hasSize(4);
    assertThat(column(changed, "component_purity"))
        .as("it tells what the association says now")
        .isNotEqualTo(column(calm, "component_purity"));
    assertThat(Files.readString(changed.resolve("dataset/README.md")))
        .contains("balanced cells", "name: test")
        .doesNotContain("excluded", "validation");
  }

  @Test
  void anEditedPlanIsMadeAsItStands() throws IOException {
    Path run = copy("edited");
    GenerationPlan plan = plan(run);
    Rejection drawn = plan.rejection().orElseThrow();
    GenerationPlan edited =
        GenerationPlan.of(
                77,
                plan.target(),
                new UnitLayout(new long[] {9, 0, 4, 1, 1, 1}, 8),
                new Rejection(
                    drawn.start(),
                    only(drawn, plan.space().cellOfName("dark.low")),
                    drawn.expectedAcceptance(),
                    0,
                    drawn.thresholds()))
            .split(new Splits(0.5, 0))
            .excluding(Set.of(1));
    write(run, edited);

    command("edited", "generate");

    assertThat(counts(run))
        .containsOnly(
            Map.entry("dark.low", 9L),
            Map.entry("dark.high", 4L),
            Map.entry("light.low", 1L),
            Map.entry("light.middle", 1L),
            Map.entry("light.high", 1L));
    assertThat(Set.copyOf(column(run, "seed").values())).containsExactly("77");
    assertThat(files(run)).containsExactly("train-unit-000000000", "validation-unit-000000001");
    assertThat(components(run, "dark.low")).hasSize(1);
    assertThat(Files.readString(run.resolve("dataset/README.md")))
        .contains("No image was made of the excluded cells dark.middle.");
    assertThat(command("edited", "verify").out()).contains("is whole: 16 images in 2 units");

    write(run, plan(run).withNotes(List.of("a note more")));
    assertThat(command("edited", "verify").out()).contains("is whole");
    write(run, plan);
    assertThat(refused("edited", "verify")).contains("in unit 0 where the plan wants");
  }

  @Test
  void aHandMadePlanOfWeightsIsDrawnByThem() throws IOException {
    Path run = copy("weights");
    GenerationPlan plan = plan(run);
    double[] weights = new double[plan.drawing().componentCount()];
    weights[2] = 0.75;
    weights[4] = 0.25;
    double[] shares = new double[6];
    shares[2] = 1;
    write(
        run,
        GenerationPlan.of(
            plan.seed(),
            plan.target(),
            plan.layout(),
            new Weighting(
                "solved-weights", new Start.Code(), new ComponentWeights(weights, shares, 0))));

    command("weights", "generate");

    assertThat(column(run, "component").values()).containsOnly("2", "4").hasSize(IMAGES);
    assertThat(command("weights", "verify").out()).contains("is whole: 24 images");
    assertThat(Files.readString(run.resolve("dataset/README.md")))
        .contains("Components were drawn by weight (solved-weights)");

    weights[4] = 0;
    weights[2] = 1;
    write(
        run,
        GenerationPlan.of(
            plan.seed(),
            plan.target(),
            plan.layout(),
            new Weighting(
                "solved-weights", new Start.Code(), new ComponentWeights(weights, shares, 0))));
    assertThat(refused("weights", "verify"))
        .contains("comes from component 4, which the plan does not draw for the cell");
  }

  @Test
  void aPlanForAnotherModelOrMixtureIsRefusedByItsKey() throws IOException {
    Path run = copy("other");
    String json = Files.readString(run.resolve("plan.json"));

    Files.writeString(
        run.resolve("plan.json"),
        json.replace("\"low\"", "\"lower\"").replace(".low\"", ".lower\""));
    assertThat(refused("other", "generate"))
        .contains("plan.json: attributes must be those of the bundle");
    Files.writeString(
        run.resolve("plan.json"),
        json.replace("\"from\": \"code\"", "\"from\": \"state\", \"timestep\": 4"));
    assertThat(refused("other", "generate"))
        .contains("plan.json: start must be Code[], which the mixture was fitted to");
    Files.writeString(
        run.resolve("plan.json"),
        json.replaceFirst("\"componentCount\": \\d+", "\"componentCount\": 99"));
    assertThat(refused("other", "generate"))
        .contains("plan.json: componentCount must be")
        .contains("but was 99");
    assertThat(run.resolve("dataset/data")).doesNotExist();
  }

  /** Counts of labels and pilot, as if every cell were the one after it. */
  private static void turnAssociation(Path run) throws IOException {
    Path file = run.resolve("association.json");
    JsonFields fields = JsonFields.parse(Files.readString(file), "association.json");
    AssociationCounts counts = AssociationCounts.read(fields);
    AssociationCounts turned =
        new AssociationCounts(
            counts.space(),
            counts.smoothing(),
            turned(counts.labels()),
            counts.labelWeight(),
            counts.pilot().map(pilot -> PilotCounts.sure(turned(pilot.cells()))));
    var json = turned.toJson();
    json.add(CellDraws.NAME, fields.json().get(CellDraws.NAME));
    Files.writeString(file, json.toString());
  }

  private static double[][] turned(double[][] rows) {
    List<double[]> list = new ArrayList<>(Arrays.asList(rows));
    list.add(list.remove(0));
    return list.toArray(double[][]::new);
  }

  private static void reweighMixture(Path run) throws IOException {
    Path file = run.resolve(Artifacts.NUMBERS);
    ProjectedMixture mixture;
    try (InputStream in = Files.newInputStream(file)) {
      mixture = MixtureArchive.read(in);
    }
    double[] weights = new double[mixture.mixture().componentCount()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (k + 1) * 2.0 / (weights.length * (weights.length + 1));
    }
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    try (OutputStream out = Files.newOutputStream(file)) {
      MixtureArchive.write(mixture.withWeights(weights), out);
    }
  }

  /** The components of a plan, but for one cell only its most likely one. */
  private static double[][] only(Rejection drawn, int cell) {
    double[][] components = drawn.componentsForCell();
    int best = 0;
    for (int k = 0; k < components[cell].length; k++) {
      best = components[cell][k] > components[cell][best] ? k : best;
    }
    Arrays.fill(components[cell], 0);
    components[cell][best] = 1;
    return components;
  }

  private static TinyJob job(String name) {
    return TinyJob.of(
            temporary.resolve(name).toString(),
            TinyJob.bundle().toString(),
            source.toString(),
            IMAGES / 6)
        .set("run.seed", "2026")
        .set("spark.master", "local[2]")
        .set("fit.components-per-cell", "2")
        .set("plan.test-share", "0.25");
  }

  private static Shell command(String name, String command) {
    Shell shell = new Shell();
    assertThat(shell.run(job(name).arguments(command).toArray(String[]::new)))
        .as(String.join("\n", shell.err()))
        .isZero();
    return shell;
  }

  private static String refused(String name, String command) {
    Shell shell = new Shell();
    int status = shell.run(job(name).arguments(command).toArray(String[]::new));
    assertThat(status)
        .as(String.join("\n", shell.err()))
        .isEqualTo(command.equals("verify") ? Isonomy.FAILED : Isonomy.USER_ERROR);
    return shell.err().get(shell.err().size() - 1);
  }

  /** A run with another configuration than the one that its plan was made with. */
  private static RunContext context(Path run, String... overrides) {
    List<String> settings = new ArrayList<>();
    List<String> arguments = job(run.getFileName().toString()).arguments("generate");
    for (int i = 2; i < arguments.size(); i += 2) {
      settings.add(arguments.get(i));
    }
    for (String override : overrides) {
      settings.add("isonomy." + override);
    }
    IsonomyConfig config = IsonomyConfig.load(ConfigLayers.defaults().withOverrides(settings));
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    return new RunContext(
        config,
        ModelSettings.configured(ModelBundle.fromDirectory(TinyJob.bundle()), config),
        RunDirectory.at(run.toString(), new Configuration()),
        SharedSpark.session(),
        new Console(none, none, false));
  }

  private static Path copy(String name) throws IOException {
    Path run = temporary.resolve(name);
    try (var files = Files.walk(prepared)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = run.resolve(prepared.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    return run;
  }

  private static GenerationPlan plan(Path run) throws IOException {
    return GenerationPlan.fromJson(Files.readString(run.resolve("plan.json")), "plan.json");
  }

  private static void write(Path run, GenerationPlan plan) throws IOException {
    Files.writeString(run.resolve("plan.json"), plan.toJson());
  }

  private static List<Row> rows(Path run) {
    return SharedSpark.session()
        .read()
        .parquet(run.resolve("dataset/data").toString())
        .collectAsList();
  }

  /** A column by sample. */
  private static Map<String, String> column(Path run, String name) {
    Map<String, String> values = new TreeMap<>();
    for (Row row : rows(run)) {
      values.put(row.getAs("sample_id"), String.valueOf(row.<Object>getAs(name)));
    }
    return values;
  }

  private static Map<String, Long> counts(Path run) {
    return column(run, "cell").values().stream()
        .collect(Collectors.groupingBy(cell -> cell, TreeMap::new, Collectors.counting()));
  }

  private static Set<Long> components(Path run, String cell) {
    return rows(run).stream()
        .filter(row -> cell.equals(row.getAs("cell")))
        .map(row -> row.<Long>getAs("component"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Names of the files without what Spark adds. */
  private static List<String> files(Path run) throws IOException {
    try (var files = Files.list(run.resolve("dataset/data"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".parquet") && !name.startsWith("."))
          .map(name -> name.replaceFirst("-c\\d+.*$", ""))
          .sorted()
          .toList();
    }
  }
}
