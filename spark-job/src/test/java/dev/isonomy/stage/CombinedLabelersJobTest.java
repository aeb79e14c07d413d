package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Isonomy;
import dev.isonomy.cli.Shell;
import dev.isonomy.model.LabelBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labelers and auditors of several bundles, as whole small jobs: the tiny model tells tone, another
 * bundle, whose classes have another order, tells hue.
 */
@Tag("job")
class CombinedLabelersJobTest {
  private static final Path TINY = TinyJob.bundle();
  private static final Path HUE = TINY.resolveSibling("tiny-hue");
  private static final String TONE = "{uri = \"%s\", attributes = [tone]}".formatted(TINY);
  private static final String LABELERS = "[%s, \"%s\"]".formatted(TONE, HUE);

  @TempDir private static Path temporary;
  private static Path source;

  @BeforeAll
  static void images() {
    source = temporary.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), 20);
  }

  @Test
  void eachBundleTellsItsAttributesAndIsNamedWithItsDigest() throws IOException {
    Path run = temporary.resolve("combined");
    TinyJob job = job("combined").set("bundle.labelers", LABELERS).set("bundle.auditors", LABELERS);
    run(job, "run");

    List<Row> cells =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("dataset/data").toString())
            .groupBy("cell", "tone", "hue")
            .count()
            .collectAsList();
    assertThat(cells)
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.getLong(3)).isEqualTo(4))
        .anySatisfy(
            row -> {
              assertThat(row.getString(0)).isEqualTo("light.high");
              assertThat(row.getLong(1)).isEqualTo(1);
              assertThat(row.getLong(2)).as("the order of the bundle that tells it").isZero();
            });
    JsonObject audit = json(run.resolve("audit.json"));
    JsonObject made = audit.getAsJsonObject("methods").getAsJsonObject("conditional");
    assertThat(made.get("agreement").getAsDouble())
        .as("networks that differ in their sharpness alone give the same cells")
        .isEqualTo(1);
    String hue = LabelBundle.open(HUE.toString(), Optional.empty()).fingerprint();
    String tiny = ModelBundle.fromDirectory(TINY).fingerprint();
    JsonObject provenance = audit.getAsJsonObject("provenance");
    assertThat(provenance.get("labeler of tone").getAsString())
        .isEqualTo("tiny 1, SHA-256 " + tiny);
    assertThat(provenance.get("auditor of hue").getAsString())
        .isEqualTo("tiny-hue 1, SHA-256 " + hue);
    assertThat(Files.readString(run.resolve("stages/encode.json"))).contains(hue);
    assertThat(Files.readString(run.resolve("dataset/README.md")))
        .contains("the labeler tiny-hue 1 (hue; SHA-256 `" + hue + "`)");
    assertThat(Files.readString(run.resolve("dataset/croissant.json"))).contains(hue);
    assertThat(run(job, "verify").out()).contains("is whole: 24 images");
  }

  @Test
  void withoutAnotherAuditorTheModelsOwnJudgesByTheNamesOfClasses() throws IOException {
    Path run = temporary.resolve("own");
    run(job("own").set("bundle.labelers", LABELERS), "run");

    JsonObject audit = json(run.resolve("audit.json"));
    assertThat(audit.getAsJsonObject("provenance").get("auditor of tone, hue").getAsString())
        .startsWith("tiny 1, SHA-256");
    JsonObject made = audit.getAsJsonObject("methods").getAsJsonObject("conditional");
    assertThat(made.get("agreement").getAsDouble()).isEqualTo(1);
  }

  @Test
  void anAuditorMoreIsAnotherAuditAndNothingElse() {
    run(job("audited"), "run");

    Shell planned = run(job("audited").set("bundle.auditors", LABELERS), "plan"); // is kept
    assertThat(planned.err()).anyMatch(line -> line.contains("nothing to do"));
    assertThat(refusal(job("audited").set("bundle.auditors", LABELERS), "audit"))
        .contains("bundle.auditors (their SHA-256)");
    assertThat(refusal(job("audited").set("bundle.labelers", LABELERS), "plan"))
        .contains("bundle.labelers (their SHA-256)");
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLineThatNamesBundlesAndRemedy() throws IOException {
    assertThat(labelers("[\"%s\", \"%s\"]".formatted(TINY, HUE)))
        .isEqualTo(
            "isonomy: isonomy.bundle.labelers: the attribute hue is told by bundle tiny 1 (%s) and by bundle tiny-hue 1 (%s); choose one by attributes = [...]"
                .formatted(TINY, HUE));
    assertThat(labelers("[{uri = \"%s\", attributes = [age]}]".formatted(HUE)))
        .endsWith("does not know the attribute age; it knows [hue]");
    assertThat(labelers("[{uri = \"%s\", attribute = [hue]}]".formatted(HUE)))
        .startsWith("isonomy: isonomy.bundle.labelers must be a list of URIs of bundles, or of {");
    assertThat(labelers("[{uri = \"%s\", sha256 = \"%s\"}]".formatted(HUE, "0".repeat(64))))
        .contains("is required; use the pinned bundle or change the pin");
    assertThat(refusal(job("a").set("bundle.auditors", "\"" + HUE + "\""), "run"))
        .contains("no bundle of tiny-hue 1", "tells the attribute tone; name one that does");
    assertThat(
            refusal(
                job("a")
                    .set("bundle.labelers", "[" + TONE + "]")
                    .set("bundle.auditors", "\"" + HUE + "\""),
                "run"))
        .startsWith("isonomy: isonomy.bundle.auditors: bundle tiny-hue 1")
        .endsWith("must tell attributes that the labelers tell, [tone], but tells [hue]");
    assertThat(
            refusal(
                job("a")
                    .set("bundle.labelers", LABELERS)
                    .set("target.kind", "shares")
                    .set("target.shares", "{\"age.young\":0.5,\"age.old\":0.5}"),
                "run"))
        .startsWith("isonomy: isonomy.target.shares: ")
        .endsWith("; the labelers of isonomy.bundle.labelers tell tone (tiny 1), hue (tiny-hue 1)");
    assertThat(refusal(job("a").set("bundle.labelers", other(17)), "run"))
        .contains("judges images of", "(--size)");
    assertThat(refusal(job("a").set("bundle.auditors", self()), "run"))
        .contains("labels the images itself, and cannot audit its own labels");
  }

  /** A bundle whose images are of another size. */
  private static String other(int size) throws IOException {
    Path bundle = copy("size-" + size);
    String json = Files.readString(bundle.resolve("bundle.json"));
    Files.writeString(
        bundle.resolve("bundle.json"), json.replace("\"height\": 16", "\"height\": " + size));
    return "\"" + bundle + "\"";
  }

  /** The tiny model's own labeler, as if it were trained apart. */
  private static String self() throws IOException {
    Path bundle = temporary.resolve("self");
    Files.createDirectories(bundle);
    JsonObject manifest = json(TINY.resolve("bundle.json"));
    manifest.getAsJsonObject("modules").addProperty("auditor", "labeler.pt");
    manifest.getAsJsonObject("files").remove("auditor.pt");
    Files.writeString(bundle.resolve("bundle.json"), manifest.toString());
    for (String file :
        List.of("denoiser.pt", "encoder.pt", "autoencoder.pt", "labeler.pt", "features.pt")) {
      Files.copy(TINY.resolve(file), bundle.resolve(file));
    }
    return "\"" + bundle + "\"";
  }

  private static Path copy(String name) throws IOException {
    Path bundle = Files.createDirectories(temporary.resolve(name));
    for (String file : List.of("bundle.json", "labeler.pt", "auditor.pt")) {
      Files.copy(HUE.resolve(file), bundle.resolve(file));
    }
    return bundle;
  }

  private static String labelers(String list) {
    return refusal(job("refused").set("bundle.labelers", list), "run");
  }

  private static String refusal(TinyJob job, String command) {
    Shell shell = new Shell();
    int status = shell.run(job.arguments(command).toArray(String[]::new));
    String line = shell.err().get(shell.err().size() - 1);
    assertThat(status).as(line).isEqualTo(Isonomy.USER_ERROR);
    return line;
  }

  private static TinyJob job(String name) {
    return TinyJob.of(temporary.resolve(name).toString(), TINY.toString(), source.toString(), 4)
        .set("spark.master", "local[2]");
  }

  private static Shell run(TinyJob job, String command) {
    Shell shell = new Shell();
    assertThat(shell.run(job.arguments(command).toArray(String[]::new)))
        .as(String.join("\n", shell.err()))
        .isZero();
    return shell;
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
