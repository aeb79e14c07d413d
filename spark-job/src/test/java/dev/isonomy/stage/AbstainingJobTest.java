package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A labeler that abstains where it is unsure, as whole small jobs on the tiny bundle. */
@Tag("job")
class AbstainingJobTest {
  private static final double BELOW = 0.85;

  @TempDir private static Path temporary;
  private static Path source;

  @BeforeAll
  static void images() {
    source = temporary.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), 20);
  }

  @Test
  void unsureDrawsAreRejectedCountedAndNeverOfAnotherCell() throws IOException {
    Path sure = temporary.resolve("sure");
    run(job("sure", 0), "run");
    Path run = temporary.resolve("unsure");
    Shell shell = run(job("unsure", BELOW), "run");

    Dataset<Row> rows = rows(run);
    assertThat(rows.groupBy("cell").count().collectAsList())
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(10));
    assertThat(least(rows)).isGreaterThanOrEqualTo(BELOW);
    assertThat(least(rows(sure))).as("so that the test rejects any").isLessThan(BELOW);

    assertThat(shell.err())
        .anyMatch(line -> line.matches("associate the labeler abstained from \\d+ of .* draws.*"));
    GenerationPlan plan = plan(run);
    assertThat(plan.abstainBelow()).isEqualTo(BELOW);
    assertThat(plan.expectedDraws()).isGreaterThan(1.2 * plan(sure).expectedDraws());
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("the labeler abstains where"));

    JsonObject audit = json(run.resolve("audit.json"));
    JsonObject abstained = audit.getAsJsonObject("abstained");
    long draws = abstained.get("of").getAsLong();
    assertThat(abstained.get("below").getAsDouble()).isEqualTo(BELOW);
    assertThat(abstained.get("draws").getAsLong()).isBetween(1L, draws - 60);
    assertThat(draws).isGreaterThanOrEqualTo(audit.get("draws").getAsLong());
    JsonObject prior = audit.getAsJsonObject("methods").getAsJsonObject("prior");
    long unlabelled = prior.get("abstained").getAsLong();
    assertThat(unlabelled).isPositive();
    assertThat(labelled(prior)).isEqualTo(prior.get("images").getAsLong() - unlabelled);
    JsonObject made = audit.getAsJsonObject("methods").getAsJsonObject("conditional");
    assertThat(made.get("abstained").getAsLong()).isZero();
    assertThat(json(sure.resolve("audit.json")).has("abstained")).isFalse();

    assertThat(Files.readString(run.resolve("audit.html"))).contains("The labeler abstained from");
    assertThat(Files.readString(run.resolve("dataset/README.md")))
        .contains("had to confirm each image with a confidence of at least 0.85");
    assertThat(run(job("unsure", BELOW), "verify").out()).contains("is whole: 60 images");
  }

  private static long labelled(JsonObject method) {
    return method.getAsJsonObject("labeler").getAsJsonObject("cells").entrySet().stream()
        .mapToLong(cell -> cell.getValue().getAsJsonObject().get("count").getAsLong())
        .sum();
  }

  @Test
  void aThresholdThatNoLabelReachesIsNamedBeforeAnythingIsPlanned() {
    Shell shell = new Shell();

    int status = shell.run(job("hopeless", 0.99999999).arguments("run").toArray(String[]::new));

    assertThat(status).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().get(shell.err().size() - 1))
        .startsWith("isonomy: isonomy.associate.abstain-below is 0.99999999, but the labeler is at")
        .endsWith("draws of the pilot: lower it");
    assertThat(temporary.resolve("hopeless/plan.json")).doesNotExist();
  }

  @Test
  void aChangedThresholdIsAnotherRun() {
    run(job("changed", 0.3), "encode", "fit", "associate");
    Shell shell = new Shell();

    int status = shell.run(job("changed", 0.4).arguments("associate").toArray(String[]::new));

    assertThat(status).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().get(shell.err().size() - 1)).contains("associate.abstain-below");
  }

  @Test
  void methodsThatKeepEveryDrawAreRefused() {
    Shell shell = new Shell();

    int status =
        shell.run(
            job("weighted", 0.3)
                .set("plan.method", "prior")
                .arguments("run")
                .toArray(String[]::new));

    assertThat(status).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().get(shell.err().size() - 1))
        .startsWith(
            "isonomy: isonomy.plan.method must be conditional where isonomy.associate.abstain-below"
                + " is above 0, as other methods keep every draw, but was \"prior\"");
  }

  private static TinyJob job(String name, double below) {
    return TinyJob.of(
            temporary.resolve(name).toString(), TinyJob.bundle().toString(), source.toString(), 4)
        .set("spark.master", "local[2]")
        .set("associate.pilot-per-cell", "12")
        .set("associate.pilot-error", "0.2")
        .set("associate.abstain-below", Double.toString(below))
        .set("plan.images", "60")
        .set("plan.unit-size", "20")
        .set("audit.methods", "[prior]");
  }

  private static Shell run(TinyJob job, String... commands) {
    Shell shell = new Shell();
    for (String command : commands) {
      assertThat(shell.run(job.arguments(command).toArray(String[]::new)))
          .as(String.join("\n", shell.err()))
          .isZero();
    }
    return shell;
  }

  private static Dataset<Row> rows(Path run) {
    return SharedSpark.session().read().parquet(run.resolve("dataset/data").toString());
  }

  private static double least(Dataset<Row> rows) {
    return rows.agg(functions.min("label_confidence")).first().getDouble(0);
  }

  private static GenerationPlan plan(Path run) throws IOException {
    return GenerationPlan.fromJson(Files.readString(run.resolve("plan.json")), "plan.json");
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
