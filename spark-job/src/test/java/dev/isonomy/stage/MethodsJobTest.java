package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every balance method, targets that complete a data set, and cells without labels, as whole small
 * jobs on the tiny bundle. Jobs share the latents and the mixture of one prepared run.
 */
@Tag("job")
class MethodsJobTest {
  private static final long[] EXISTING = {30, 4, 0, 12, 3, 1};
  private static final List<String> CELLS =
      List.of("dark.low", "dark.middle", "dark.high", "light.low", "light.middle", "light.high");

  @TempDir private static Path temporary;
  private static Path source;
  private static Path existing;
  private static Path prepared;

  @BeforeAll
  static void prepare() {
    source = temporary.resolve("source");
    existing = temporary.resolve("existing");
    TinyImages.write(SharedSpark.session(), source.toString(), 20);
    Dataset<Row> all = SharedSpark.session().read().parquet(source.toString());
    Dataset<Row> rows = all.limit(0).select("tone", "hue");
    for (int c = 0; c < CELLS.size(); c++) {
      String[] classes = CELLS.get(c).split("\\.", -1);
      for (long i = 0; i < EXISTING[c]; i++) {
        rows =
            rows.union(
                SharedSpark.session()
                    .sql("select '%s' as tone, '%s' as hue".formatted(classes[0], classes[1])));
      }
    }
    rows.coalesce(1).write().parquet(existing.toString());
    prepared = temporary.resolve("prepared");
    run(job("prepared"), "encode", "fit", "associate");
  }

  @Test
  void weightedMethodsKeepEveryDrawAndPlanWhatComes() throws IOException {
    for (String method : List.of("prior", "uniform-components", "solved-weights")) {
      Path run = copy(method);
      Shell shell =
          run(
              job(method)
                  .set("plan.method", method)
                  .set("plan.images", "120")
                  .set("plan.unit-size", "24")
                  .set("audit.methods", "[prior]"),
              "run");

      GenerationPlan plan = plan(run);
      assertThat(plan.method()).isEqualTo(method);
      assertThat(plan.expectedDraws()).isEqualTo(120);
      assertThat(shell.err()).anyMatch(line -> line.contains(method + " keeps every draw"));
      Map<String, Long> counts = counts(run);
      assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(120);
      assertThat(unitSizes(run)).containsExactly(24L, 24L, 24L, 24L, 24L);
      double[] expected = plan.expectedImages();
      for (int c = 0; c < CELLS.size(); c++) {
        // four standard deviations of a binomial, and what the association does not know
        assertThat((double) counts.getOrDefault(CELLS.get(c), 0L))
            .as(method + " " + CELLS.get(c))
            .isCloseTo(expected[c], within(6 + (4 * Math.sqrt(expected[c]))));
      }
      JsonObject audit = json(run.resolve("audit.json"));
      assertThat(audit.get("draws").getAsInt()).as("no draw is rejected").isEqualTo(120);
      assertThat(audit.getAsJsonObject("acceptance").get("mean").getAsDouble()).isEqualTo(1);
      assertThat(audit.get("dataset_method").getAsString()).isEqualTo(method);
      assertThat(Files.readString(run.resolve("dataset/README.md")))
          .contains("every image is kept: no cell has a quota")
          .doesNotContain("had to confirm");
      assertThat(
              run(
                      job(method)
                          .set("plan.method", method)
                          .set("plan.images", "120")
                          .set("plan.unit-size", "24")
                          .set("audit.methods", "[prior]"),
                      "verify")
                  .out())
          .contains("is whole: 120 images in 5 units");
    }
  }

  @Test
  void aComplementWorksWithEveryMethodAndTheVerdictIsOnTheWhole() throws IOException {
    for (String method : List.of("prior", "uniform-components", "solved-weights", "conditional")) {
      Path run = copy("complement-" + method);
      run(
          job("complement-" + method)
              .set("target.kind", "complement")
              .set("target.existing", existing.toString())
              .set("plan.method", method)
              .set("plan.images", "130")
              .set("plan.unit-size", "65"),
          "run");

      GenerationPlan plan = plan(run);
      assertThat(plan.quotas()).containsExactly(0, 26, 30, 18, 27, 29);
      assertThat(plan.target().share(0)).isZero();
      assertThat(plan.completion().orElseThrow().existing()).containsExactly(EXISTING);
      Map<String, Long> counts = counts(run);
      JsonObject audit = json(run.resolve("audit.json"));
      JsonObject union = audit.getAsJsonObject("union");
      assertThat(union.get("existing_images").getAsInt()).isEqualTo(50);
      assertThat(union.get("images").getAsInt()).isEqualTo(180);
      for (int c = 0; c < CELLS.size(); c++) {
        JsonObject cell = union.getAsJsonObject("cells").getAsJsonObject(CELLS.get(c));
        assertThat(cell.get("existing").getAsLong()).isEqualTo(EXISTING[c]);
        assertThat(cell.get("target_share").getAsDouble()).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(
                union
                    .getAsJsonObject("together")
                    .getAsJsonObject("labeler")
                    .getAsJsonObject("cells")
                    .getAsJsonObject(CELLS.get(c))
                    .get("count")
                    .getAsLong())
            .isEqualTo(EXISTING[c] + counts.getOrDefault(CELLS.get(c), 0L));
      }
      assertThat(audit.get("verdict").getAsString())
          .startsWith("Together with the 50 existing images");
      assertThat(audit.get("balanced").getAsBoolean())
          .isEqualTo(union.get("balanced").getAsBoolean());
      assertThat(Files.readString(run.resolve("audit.html")))
          .contains("Balance together with the existing images");
      assertThat(Files.readString(run.resolve("dataset/README.md")))
          .contains("They complete a data set of 50 labelled images")
          .doesNotContain("balanced cells");
      if (method.equals("conditional")) {
        assertThat(counts).doesNotContainKey("dark.low").containsEntry("dark.high", 30L);
        assertThat(audit.get("balanced").getAsBoolean()).isTrue();
      }
      if (method.equals("solved-weights")) {
        // solved for what is lacking, not for equal shares: the full cell gets next to nothing
        assertThat(plan.expectedImages()[0]).isLessThan(10);
        assertThat(counts.getOrDefault("dark.low", 0L)).isLessThan(20);
      }
    }
  }

  @Test
  void aComplementThatCannotBalanceSaysWhatItTakesWhenItIsPlanned() throws IOException {
    Path run = copy("short");
    Shell shell =
        run(
            job("short")
                .set("target.kind", "complement")
                .set("target.existing", existing.toString())
                .set("plan.images", "60")
                .set("plan.unit-size", "60"),
            "plan");

    assertThat(shell.err())
        .anyMatch(
            line ->
                line.contains("the 110 existing and new images together stay")
                    && line.contains("dark.low has 30 images where its share is 18.3")
                    && line.contains("130 new images would make it exact"));
    assertThat(json(run.resolve("plan.json")).getAsJsonArray("notes").toString())
        .contains("130 new images would make it exact");
  }

  @Test
  void aShareTooSmallForAnImageIsSaidWhenItIsPlanned() throws IOException {
    copy("tiny-share");
    Shell shell =
        run(
            job("tiny-share")
                .set("target.kind", "shares")
                .set("target.shares", "{\"tone.dark\":0.999999,\"tone.light\":0.000001}"),
            "plan");

    assertThat(shell.err())
        .anyMatch(line -> line.contains("3 cells of the target get none of the 24 images"));
  }

  @Test
  void aCellWithoutLabelsIsReachedThroughItsNeighbours() throws IOException {
    Path run = temporary.resolve("hidden");
    Path partly = without("light.middle");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("source.path", partly.toString());
    settings.put("associate.pilot-per-cell", "24");
    settings.put("plan.images", "24");
    Shell shell = run(with(job("hidden"), settings), "run");

    assertThat(shell.err())
        .anyMatch(
            line ->
                line.startsWith(
                        "associate light.middle has no labelled image: reached by the pilot")
                    && line.contains("the components of dark.middle, light.low, light.high"));
    assertThat(counts(run)).containsEntry("light.middle", 4L);
    GenerationPlan plan = plan(run);
    assertThat(plan.expectedDraws()).isFinite();
    assertThat(plan.notes())
        .anyMatch(note -> note.startsWith("no labelled image is of light.middle, which the pilot"));
  }

  @Test
  void aCellThatNothingReachesIsRefusedByNameBeforeAnythingIsDrawn() throws IOException {
    Path partly = without("light.middle");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("source.path", partly.toString());
    settings.put("associate.pilot-per-cell", "0");
    Shell shell = new Shell();

    int status = shell.run(with(job("refused"), settings).arguments("run").toArray(String[]::new));

    assertThat(status).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().get(shell.err().size() - 1))
        .startsWith("isonomy: no labelled image is of light.middle")
        .contains("isonomy.associate.pilot-per-cell is 0", "isonomy.target.excluded");
    assertThat(temporary.resolve("refused/plan.json")).doesNotExist();
    assertThat(temporary.resolve("refused/dataset")).doesNotExist();
  }

  @Test
  void anExcludedCellIsNeitherDrawnNorMissed() throws IOException {
    Path run = temporary.resolve("excluded");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("source.path", without("light.middle").toString());
    settings.put("target.excluded", "light.middle");
    settings.put("plan.images", "50");
    settings.put("plan.unit-size", "25");
    Shell shell = run(with(job("excluded"), settings), "run");

    assertThat(counts(run)).hasSize(5).doesNotContainKey("light.middle").containsValue(10L);
    assertThat(shell.err()).noneMatch(line -> line.contains("has no labelled image"));
    JsonObject audit = json(run.resolve("audit.json"));
    assertThat(
            audit
                .getAsJsonObject("cells")
                .getAsJsonObject("light.middle")
                .get("target_share")
                .getAsDouble())
        .isZero();
    assertThat(audit.get("balanced").getAsBoolean()).isTrue();
    assertThat(Files.readString(run.resolve("dataset/README.md")))
        .contains("No image was made of the excluded cells light.middle.");
    assertThat(run(with(job("excluded"), settings), "verify").out())
        .contains("is whole: 50 images");
  }

  private static TinyJob job(String name) {
    return TinyJob.of(
            temporary.resolve(name).toString(), TinyJob.bundle().toString(), source.toString(), 4)
        .set("spark.master", "local[2]")
        .set("associate.pilot-per-cell", "12")
        .set("associate.pilot-error", "0.2");
  }

  private static TinyJob with(TinyJob job, Map<String, String> settings) {
    settings.forEach(job::set);
    return job;
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

  /** A run that has its latents, mixture and association already. */
  private static Path copy(String name) throws IOException {
    Path run = temporary.resolve(name);
    for (Path file : walk(prepared)) {
      Path to = run.resolve(prepared.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
    return run;
  }

  private static List<Path> walk(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** The source with the images of one cell, but without its labels. */
  private static Path without(String cell) {
    Path partly = temporary.resolve("without-" + cell);
    if (!Files.exists(partly)) {
      String is = "tone = '%s' and hue = '%s'".formatted((Object[]) cell.split("\\.", -1));
      SharedSpark.session()
          .read()
          .parquet(source.toString())
          .filter("not (" + is + ")")
          .coalesce(1)
          .write()
          .parquet(partly.toString());
    }
    return partly;
  }

  private static Dataset<Row> rows(Path run) {
    return SharedSpark.session().read().parquet(run.resolve("dataset/data").toString());
  }

  private static Map<String, Long> counts(Path run) {
    Map<String, Long> counts = new TreeMap<>();
    rows(run)
        .groupBy("cell")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  private static List<Long> unitSizes(Path run) {
    List<Long> sizes = new ArrayList<>();
    rows(run)
        .groupBy("unit")
        .agg(functions.count(functions.lit(1)), functions.countDistinct("sample_id"))
        .orderBy("unit")
        .collectAsList()
        .forEach(
            row -> {
              assertThat(row.getLong(2)).isEqualTo(row.getLong(1));
              sizes.add(row.getLong(1));
            });
    return sizes;
  }

  private static GenerationPlan plan(Path run) throws IOException {
    return GenerationPlan.fromJson(Files.readString(run.resolve("plan.json")), "plan.json");
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
