package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a text-to-image model: quotas hold for every pair of prompt and cell. */
@Tag("job")
class PromptedJobTest {
  private static final Path BUNDLE =
      Path.of("..", "generator-udf", "src", "test", "resources", "bundles", "tiny-words");

  @TempDir Path temporary;

  private List<String> arguments(String command, Path run, String... more) throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run.dir=" + run,
                "spark.master=local[2]",
                "bundle.uri=" + BUNDLE,
                "source.kind=parquet",
                "source.path=" + table(),
                "fit.rows=labelled",
                "fit.components-per-cell=1",
                "fit.max-iterations=10",
                "associate.pilot-per-cell=4",
                "associate.pilot-error=0.5",
                "plan.images=68",
                "plan.unit-size=17",
                "generate.steps=4",
                "audit.methods=[prior]",
                "audit.guidances=[1, 4]",
                "audit.images-per-method=24"));
    settings.addAll(List.of(more));
    List<String> arguments = new ArrayList<>(List.of(command));
    settings.forEach(setting -> arguments.addAll(List.of("--set", "isonomy." + setting)));
    return arguments;
  }

  private Path table() throws IOException {
    Path table = temporary.resolve("images");
    return Files.exists(table) ? table : ToneImages.write(table);
  }

  @Test
  void everyPairOfPromptAndCellHasItsQuota() throws Exception {
    Path run = temporary.resolve("run");
    String excluded = "target.excluded=[\"a dark shape.light.high\"]";
    JobProcess job = JobProcess.start(temporary.resolve("log"), arguments("run", run, excluded));
    assertThat(job.status()).as(job.output()).isZero();

    Map<String, Integer> counts = new TreeMap<>();
    List<Row> rows =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("dataset/data").toString())
            .collectAsList();
    for (Row row : rows) {
      counts.merge(row.getAs("prompt_id") + "." + row.getAs("cell"), 1, Integer::sum);
      assertThat(row.<String>getAs("prompt")).isEqualTo(row.<String>getAs("prompt_id"));
      assertThat(row.<Double>getAs("guidance")).as("as the bundle recommends").isEqualTo(1.5);
      assertThat(row.<Long>getAs("component")).isBetween(0L, 5L);
    }
    assertThat(counts).hasSize(17).allSatisfy((pair, n) -> assertThat(n).isEqualTo(4));
    assertThat(counts).doesNotContainKey("a dark shape.light.high");
    assertThat(rows.stream().map(row -> row.<String>getAs("sample_id")).distinct()).hasSize(68);
    requirePapers(run);
    requireVerified(run, excluded);
  }

  private static void requirePapers(Path run) throws IOException {
    assertThat(run.resolve("dataset/README.md")).content().contains("prompt_id", "guidance");
    assertThat(run.resolve("dataset/croissant.json")).content().contains("prompt_id");
    assertThat(run.resolve("plan.json"))
        .content()
        .contains("\"a light shape.dark.low\"", "\"a dark shape.light.high\"");
    JsonObject audit =
        JsonParser.parseString(Files.readString(run.resolve("audit.json"))).getAsJsonObject();
    assertThat(audit.toString()).contains("\"dark.low\"").doesNotContain("a shape.dark.low");
    assertThat(kl(audit, "conditional", "a dark shape")).as("by the auditor").isLessThan(0.2);
    assertThat(kl(audit, "prior", "a dark shape"))
        .as("the model unaided")
        .isGreaterThan(kl(audit, "conditional", "a dark shape"));
    assertThat(kl(audit, "prior, guidance 1", "a shape")).isNotNegative();
    assertThat(kl(audit, "prior, guidance 4", "a shape")).isNotNegative();
  }

  private static double kl(JsonObject audit, String method, String prompt) {
    return audit
        .getAsJsonObject("methods")
        .getAsJsonObject(method)
        .getAsJsonObject("prompts")
        .getAsJsonObject(prompt)
        .getAsJsonObject("auditor")
        .get("kl")
        .getAsDouble();
  }

  private void requireVerified(Path run, String excluded) throws IOException {
    Shell shell = new Shell();
    List<String> verify = arguments("verify", run, excluded);
    assertThat(shell.run(verify.toArray(String[]::new))).as(shell.err().toString()).isZero();
    assertThat(shell.out().toString()).contains("is whole: 68 images");
  }

  /**
   * Phrasings that name tones: the quotas stay those of the neutral prompts, and the report has the
   * methods that reject side by side.
   */
  @Test
  void phrasingsThatNameClassesMeetTheQuotasOfTheirPrompts() throws Exception {
    Path run = temporary.resolve("named");
    String[] settings = {
      "plan.method=prompted",
      "prompts.texts=[\"a shape\", shape]",
      "prompts.variables={tone=[dark, light]}",
      "prompts.naming=[\"{tone} {prompt}\", \"{prompt} {tone} {tone}\"]",
      "target.excluded=[\"shape.light.high\"]",
      "plan.images=44",
      "plan.unit-size=11",
      "audit.methods=[prior, conditional]",
      "audit.guidances=[]"
    };
    JobProcess job = JobProcess.start(temporary.resolve("log"), arguments("run", run, settings));
    assertThat(job.status()).as(job.output()).isZero();

    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Integer> dark = new TreeMap<>();
    for (Row row : rows(run)) {
      String prompt = row.getAs("prompt_id");
      String cell = row.getAs("cell");
      counts.merge(prompt + "." + cell, 1, Integer::sum);
      List<String> phrasings =
          List.of(
              "dark " + prompt, "light " + prompt, prompt + " dark dark", prompt + " light light");
      assertThat(row.<String>getAs("prompt"))
          .as("the text that was given, by the number of the phrasing")
          .isEqualTo(phrasings.get(row.<Long>getAs("component").intValue()));
      assertThat(row.<Double>getAs("component_purity")).isBetween(0.0, 1.0);
      assertThat(row.isNullAt(row.fieldIndex("latent_posterior"))).isTrue();
      if (row.<String>getAs("prompt").contains("dark")) {
        dark.merge(cell.substring(0, cell.indexOf('.')), 1, Integer::sum);
      }
    }
    assertThat(counts).hasSize(11).allSatisfy((pair, n) -> assertThat(n).isEqualTo(4));
    assertThat(counts).doesNotContainKey("shape.light.high");
    assertThat(dark.getOrDefault("dark", 0)).isGreaterThan(dark.getOrDefault("light", 0));

    assertThat(run.resolve("plan.json"))
        .content()
        .contains("\"prompted\"", "\"a shape dark dark\"");
    JsonObject audit =
        JsonParser.parseString(Files.readString(run.resolve("audit.json"))).getAsJsonObject();
    assertThat(audit.getAsJsonObject("methods").keySet())
        .containsExactly("prior", "conditional", "prompted");
    assertThat(counts(audit, "conditional"))
        .as("a set of its own, with the data set's shares: 24 images of 11 pairs")
        .hasSize(6)
        .allSatisfy(n -> assertThat(n).isBetween(2, 6));
    Shell shell = new Shell();
    assertThat(shell.run(arguments("verify", run, settings).toArray(String[]::new)))
        .as(shell.err().toString())
        .isZero();
    assertThat(shell.out().toString()).contains("is whole: 44 images");
  }

  private static List<Row> rows(Path run) {
    return SharedSpark.session()
        .read()
        .parquet(run.resolve("dataset/data").toString())
        .collectAsList();
  }

  private static List<Integer> counts(JsonObject audit, String method) {
    List<Integer> counts = new ArrayList<>();
    JsonObject cells =
        audit
            .getAsJsonObject("methods")
            .getAsJsonObject(method)
            .getAsJsonObject("labeler")
            .getAsJsonObject("cells");
    cells
        .entrySet()
        .forEach(e -> counts.add(e.getValue().getAsJsonObject().get("count").getAsInt()));
    return counts;
  }

  @Test
  void aCellThatNoPhrasingMakesIsNamedWithTheRemedy() throws Exception {
    Path run = temporary.resolve("unnamed");
    Shell shell = new Shell();
    List<String> arguments =
        arguments(
            "run",
            run,
            "plan.method=prompted",
            "associate.pilot-most-per-cell=8",
            "prompts.texts=[\"a shape\"]",
            "prompts.naming=[\"dark dark dark dark\"]");
    assertThat(shell.run(arguments.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);

    assertThat(shell.err().get(shell.err().size() - 1))
        .startsWith("isonomy: no phrasing was found to make enough of light.")
        .contains("images drawn from 1 phrasings)")
        .endsWith(
            "; add one to isonomy.prompts.naming that names it, or leave them out by isonomy.target.excluded");
    assertThat(run.resolve("plan.json")).doesNotExist();
  }

  @Test
  void promptsThatTheTableLacksAndThoseOfModelsWithoutAreRefused() throws Exception {
    requireRefused(
        "isonomy: prompt 'a dark dark dark shape' has 7 tokens but the text encoder of bundle tiny-",
        "takes 6; shorten it",
        arguments("run", temporary.resolve("a"), "prompts.texts=[\"a dark dark dark shape\"]"));
    requireRefused(
        "isonomy: isonomy.prompts must be empty, as bundle tiny",
        "takes no prompts",
        arguments(
            "run",
            temporary.resolve("b"),
            "prompts.texts=[\"a shape\"]",
            "bundle.uri=" + BUNDLE.resolveSibling("tiny")));
    requireRefused(
        "isonomy: isonomy.prompts.weights names 'a shade', which is no prompt",
        "the prompts are ['a shape']",
        arguments(
            "run",
            temporary.resolve("c"),
            "prompts.texts=[\"a shape\"]",
            "prompts.weights.\"a shade\"=2"));
  }

  private static void requireRefused(String start, String end, List<String> arguments) {
    Shell shell = new Shell();
    assertThat(shell.run(arguments.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).startsWith(start).contains(end);
  }
}
