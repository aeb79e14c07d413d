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
