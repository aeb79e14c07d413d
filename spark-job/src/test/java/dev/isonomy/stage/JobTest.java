package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.run.RunDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on the embedded model, small: every run in a JVM of its own. */
@Tag("job")
class JobTest {
  private static final int IMAGES = 36;
  private static final int UNIT = 6;

  @TempDir private static Path temporary;
  private static Path undisturbed;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    undisturbed = temporary.resolve("undisturbed");
    JobProcess job = start("undisturbed", "local[2]", 64);
    assertThat(job.status()).as(job.output()).isZero();
  }

  @Test
  void everyCellHasItsExactQuotaAndImagesDecode() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Row row : rows(undisturbed).collectAsList()) {
      counts.merge(row.getAs("cell"), 1, Integer::sum);
      byte[] png = row.<Row>getAs("image").getAs("bytes");
      var image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getWidth()).isEqualTo(64);
      assertThat(new String(png, java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("trainedAlgorithmicMedia");
    }
    assertThat(counts).hasSize(18).allSatisfy((cell, n) -> assertThat(n).isEqualTo(IMAGES / 18));
  }

  @Test
  void theRunDirectoryHoldsWhatItPromises() throws IOException {
    assertThat(undisturbed.resolve("dataset/README.md")).content().contains("dataset_info");
    assertThat(undisturbed.resolve("audit.html")).content().contains("</html>");
    assertThat(undisturbed.resolve("config.conf")).content().contains("images");
    assertThat(undisturbed.resolve("mixture/mixture.json")).exists();
    JsonObject audit =
        JsonParser.parseString(Files.readString(undisturbed.resolve("audit.json")))
            .getAsJsonObject();
    assertThat(audit.get("images").getAsInt()).isEqualTo(IMAGES);
    assertThat(audit.get("draws").getAsInt()).isGreaterThanOrEqualTo(IMAGES);
    assertThat(audit.getAsJsonObject("acceptance").get("min").getAsDouble()).isPositive();
    assertThat(audit.get("noise_floor_fd").getAsDouble()).isPositive();
    JsonObject methods = audit.getAsJsonObject("methods");
    for (String method : List.of("conditional", "prior")) {
      for (String judge : List.of("labeler", "auditor")) {
        JsonObject balance = methods.getAsJsonObject(method).getAsJsonObject(judge);
        assertThat(balance.get("kl").getAsDouble()).isNotNegative();
        assertThat(balance.get("fd").getAsDouble()).isNotNegative();
      }
    }
    assertThat(
            audit
                .getAsJsonObject("cells")
                .getAsJsonObject("feminine.young.light")
                .get("count")
                .getAsInt())
        .isEqualTo(IMAGES / 18);
  }

  @Test
  void oneCoreAndSmallBatchesGiveTheSameImages() throws Exception {
    JobProcess job = start("one-core", "local[1]", 16);
    assertThat(job.status()).as(job.output()).isZero();
    assertThat(images(temporary.resolve("one-core"))).isEqualTo(images(undisturbed));
  }

  @Test
  void aKilledJobGoesOnWithTheMissingUnitsAlone() throws Exception {
    Path run = temporary.resolve("killed");
    JobProcess job = start("killed", "local[2]", 64);
    while (job.alive() && parquet(run).isEmpty()) {
      Thread.sleep(20);
    }
    job.kill();
    Map<Path, Long> committed = modified(run);
    assertThat(committed).as(job.output()).isNotEmpty().hasSizeLessThan(IMAGES / UNIT);

    JobProcess again = start("killed", "local[2]", 64);
    assertThat(again.status()).as(again.output()).isZero();
    assertThat(modified(run)).containsAllEntriesOf(committed).hasSize(IMAGES / UNIT);
    assertThat(images(run)).isEqualTo(images(undisturbed));
  }

  @Test
  void aChangedConfigurationIsRefusedAndNothingWritten() throws IOException {
    Map<Path, Long> before = everything(undisturbed);
    Shell shell = new Shell();
    List<String> changed = arguments("undisturbed", "local[2]", 64);
    changed.addAll(List.of("--set", "isonomy.plan.images=54"));
    assertThat(shell.run(changed.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).contains("isonomy.plan.images is 54", "was made with 36");
    assertThat(everything(undisturbed)).isEqualTo(before);
  }

  @Test
  void aLatentThatIsNotANumberIsRefusedByName() throws Exception {
    Dataset<Row> latents =
        SharedSpark.session().read().parquet(undisturbed.resolve("latents").toString());
    String broken =
        "CASE WHEN id = 'natural-7' THEN transform(latent, x -> CAST('NaN' AS FLOAT)) ELSE latent"
            + " END";
    assertFitRefuses("nan", latents.withColumn("latent", functions.expr(broken)), "natural-7");
  }

  @Test
  void aLatentOfAnotherWidthIsRefusedByName() throws Exception {
    Dataset<Row> latents =
        SharedSpark.session().read().parquet(undisturbed.resolve("latents").toString());
    String broken = "CASE WHEN id = 'natural-9' THEN slice(latent, 1, 5) ELSE latent END";
    assertFitRefuses(
        "width",
        latents.withColumn("latent", functions.expr(broken)),
        "row natural-9 has a latent");
  }

  @Test
  void aMixtureOverPrincipalComponentsDrawsLatentsOfTheModelsWidth() throws Exception {
    Path run = Files.createDirectories(temporary.resolve("pca"));
    Dataset<Row> latents =
        SharedSpark.session().read().parquet(undisturbed.resolve("latents").toString());
    latents.write().mode(SaveMode.Overwrite).parquet(run.resolve("latents").toString());
    Files.createDirectories(run.resolve("stages"));
    Files.copy(undisturbed.resolve("stages/encode.json"), run.resolve("stages/encode.json"));
    List<String> arguments = arguments("pca", "local[2]", 64);
    for (String setting :
        List.of(
            "fit.pca.dimension=6",
            "fit.selection.by=purity",
            "fit.selection.components=18,20",
            "associate.pilot-per-cell=1")) {
      arguments.addAll(List.of("--set", "isonomy." + setting));
    }

    for (String stage : List.of("fit", "associate")) {
      arguments.set(0, stage);
      JobProcess job = JobProcess.start(temporary.resolve("pca-" + stage + ".log"), arguments);
      assertThat(job.status()).as(job.output()).isZero();
      if (stage.equals("fit")) {
        assertThat(job.output())
            .contains("components by purity of 18: ")
            .contains("components over 6 principal components of");
      }
    }

    MixtureLatents source = Artifacts.latents(RunDirectory.at(run.toString(), new Configuration()));
    assertThat(source.mixture().mixture().dimension()).isEqualTo(6);
    assertThat(source.dimension()).isEqualTo(latents.select("latent").first().getList(0).size());
    JsonObject association =
        JsonParser.parseString(Files.readString(run.resolve("association.json"))).getAsJsonObject();
    assertThat(association.getAsJsonObject("pilot").size()).isBetween(1, 18);
    JsonObject summary =
        JsonParser.parseString(Files.readString(run.resolve("mixture/mixture.json")))
            .getAsJsonObject();
    assertThat(summary.getAsJsonArray("components"))
        .hasSize(source.componentCount())
        .allSatisfy(each -> assertThat(each.getAsJsonObject().get("cell").isJsonNull()).isFalse());
    assertThat(summary.getAsJsonObject("principalComponents").get("count").getAsInt()).isEqualTo(6);
  }

  private static void assertFitRefuses(String name, Dataset<Row> latents, String message)
      throws Exception {
    Path run = Files.createDirectories(temporary.resolve(name));
    latents.write().mode(SaveMode.Overwrite).parquet(run.resolve("latents").toString());
    Files.createDirectories(run.resolve("stages"));
    Files.copy(undisturbed.resolve("stages/encode.json"), run.resolve("stages/encode.json"));
    List<String> arguments = arguments(name, "local[2]", 64);
    arguments.set(0, "fit");
    JobProcess job = JobProcess.start(temporary.resolve(name + ".log"), arguments);
    assertThat(job.status()).as(job.output()).isEqualTo(Isonomy.USER_ERROR);
    assertThat(job.output()).contains("isonomy: ").contains(message).doesNotContain("\tat ");
    assertThat(run.resolve("mixture")).doesNotExist();
  }

  private static JobProcess start(String name, String master, int batch) throws IOException {
    return JobProcess.start(temporary.resolve(name + ".log"), arguments(name, master, batch));
  }

  private static List<String> arguments(String name, String master, int batch) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    for (String setting :
        List.of(
            "run.dir=" + temporary.resolve(name),
            "spark.master=" + master,
            "source.natural=120",
            "source.support-per-cell=12",
            "fit.components-per-cell=1",
            "fit.max-iterations=10",
            "associate.pilot-per-cell=2",
            "associate.pilot-error=0.5",
            "plan.images=" + IMAGES,
            "plan.unit-size=" + UNIT,
            "generate.sampler=dpm-solver++",
            "generate.steps=8",
            "generate.batch-size=" + batch,
            "generate.max-draws-per-image=200",
            "generate.units-per-wave=2",
            // The audit is looked at once; the other runs are compared by their images.
            "audit.methods=" + (name.equals("undisturbed") ? "[prior]" : "[]"),
            "audit.images-per-method=32",
            "audit.training-images=64",
            "audit.reference-images=" + (name.equals("undisturbed") ? 36 : 0))) {
      arguments.addAll(List.of("--set", "isonomy." + setting));
    }
    return arguments;
  }

  private static Dataset<Row> rows(Path run) {
    return SharedSpark.session().read().parquet(run.resolve("dataset/data").toString());
  }

  /** Name to bytes of every image. */
  private static Map<String, String> images(Path run) {
    Map<String, String> images = new TreeMap<>();
    for (Row row : rows(run).collectAsList()) {
      byte[] png = row.<Row>getAs("image").getAs("bytes");
      String before =
          images.put(
              row.getAs("sample_id"),
              "%d %s %s"
                  .formatted(
                      Arrays.hashCode(png), row.getAs("pixels_sha256"), row.getAs("file_sha256")));
      assertThat(before).as("no image twice").isNull();
    }
    return images;
  }

  private static List<Path> parquet(Path run) throws IOException {
    Path data = run.resolve("dataset/data");
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".parquet")).toList();
    }
  }

  private static Map<Path, Long> modified(Path run) throws IOException {
    Map<Path, Long> times = new TreeMap<>();
    for (Path file : parquet(run)) {
      times.put(file, Files.getLastModifiedTime(file).toMillis());
    }
    return times;
  }

  private static Map<Path, Long> everything(Path run) throws IOException {
    Map<Path, Long> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        times.put(file, Files.getLastModifiedTime(file).toMillis());
      }
    }
    return times;
  }
}
