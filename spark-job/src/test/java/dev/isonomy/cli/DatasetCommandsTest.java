package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.RenderedImages;
import dev.isonomy.SharedSpark;
import dev.isonomy.spi.SourceImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for data sets that no run made: what they do, and what they say to mistakes. */
@Tag("job")
class DatasetCommandsTest {
  private static final int IMAGES = 90;
  private static final List<String> AGES = List.of("young", "middle-aged", "senior");
  private static final StructType TABLE =
      new StructType()
          .add("photo", DataTypes.BinaryType)
          .add("age", DataTypes.StringType)
          .add("gender", DataTypes.IntegerType)
          .add("glasses", DataTypes.IntegerType);

  @TempDir private Path temporary;
  private final Shell shell = new Shell();
  private Path output;

  @BeforeEach
  void nameTheOutput() {
    output = temporary.resolve("report");
  }

  @Test
  void aBundleJudgesImagesThatSomebodyElseLabelled() throws IOException {
    String table = portraits();

    int status =
        audit(
            "--dataset=" + table,
            "--labels=gender,2",
            "--image-column=photo",
            "--bundle=portraits",
            "--reference=renderer",
            "--training=" + table,
            "--set=isonomy.audit.reference-images=180");

    assertThat(shell.err().stream().filter(line -> line.startsWith("isonomy:"))).isEmpty();
    assertThat(status).isZero();
    JsonObject audit = json();
    // The bundle's three attributes are folded to the table's two, in the table's order.
    assertThat(audit.getAsJsonObject("cells").keySet())
        .containsExactly(
            "feminine.young",
            "feminine.middle-aged",
            "feminine.senior",
            "masculine.young",
            "masculine.middle-aged",
            "masculine.senior");
    JsonObject set = audit.getAsJsonObject("methods").getAsJsonObject("dataset");
    assertThat(set.get("images").getAsInt()).isEqualTo(IMAGES);
    assertThat(set.get("agreement").getAsDouble()).isGreaterThan(0.95);
    assertThat(set.getAsJsonObject("fid").keySet()).containsExactly("natural", "balanced");
    // The table is its own training set: every image is a copy.
    assertThat(set.getAsJsonObject("memorization").get("share").getAsDouble()).isEqualTo(1);
    assertThat(output.resolve("audit.html")).content().contains("data:image/png");
    assertThat(shell.out()).contains("report    " + output);
    List<String> last = lastLines();
    assertThat(last.get(0)).isEqualTo("verdict   " + audit.get("headline").getAsString());
    assertThat(last.get(1))
        .isEqualTo("reason    " + audit.get("reason").getAsString())
        .startsWith("reason    Judged by an independent auditor, corrected for its errors, the 6");
    assertThat(last.get(2))
        .matches("weakest   \\S+: the auditor confirms \\d+\\.\\d% of its 1\\d images");
    assertThat(shell.out()).contains("note      With ");
  }

  @Test
  void copiesAreFoundWhereReferenceAndTrainingShareImages() throws IOException {
    String table = portraits();

    assertThat(
            audit(
                "--dataset=" + table,
                "--labels=age",
                "--image-column=photo",
                "--bundle=portraits",
                "--reference=" + table,
                "--training=" + table))
        .isZero();

    JsonObject set = json().getAsJsonObject("methods").getAsJsonObject("dataset");
    JsonObject copies = set.getAsJsonObject("memorization");
    assertThat(copies.get("share").getAsDouble()).isEqualTo(1);
    assertThat(copies.get("exact_copies").getAsInt()).isEqualTo(IMAGES);
    int references = copies.get("references_in_training").getAsInt();
    assertThat(references).isBetween(50, IMAGES); // thinned to equal cells
    assertThat(copies.get("unseen_references").getAsInt()).isZero();
    assertThat(output.resolve("audit.html"))
        .content()
        .contains("are copies of training images. Near copies were not looked for")
        .contains(
            references + " of " + references + " reference images are training images themselves");
  }

  @Test
  void trainingImagesWithoutAReferenceAreLookedForAmongCopies() throws IOException {
    String table = portraits();

    assertThat(
            audit(
                "--dataset=" + table,
                "--labels=age",
                "--image-column=photo",
                "--bundle=portraits",
                "--training=" + table))
        .isZero();

    String note =
        "Without reference images only exact copies of training images are found, not near ones: 90"
            + " of 90 sampled images are copies.";
    JsonObject set = json().getAsJsonObject("methods").getAsJsonObject("dataset");
    assertThat(set.getAsJsonObject("memorization").get("exact_copies").getAsInt())
        .isEqualTo(IMAGES);
    assertThat(shell.out()).contains("note      " + note);
    assertThat(output.resolve("audit.html"))
        .content()
        .contains(note, "Copies of training images", "100% of the images")
        .doesNotContain("Quality, before and after");
  }

  @Test
  void identicalImagesGetAReport() throws IOException {
    String others = portraits();
    String same = sameImage(60);
    for (String reference : List.of(others, same)) {
      assertThat(
              audit(
                  "--dataset=" + same,
                  "--labels=age",
                  "--image-column=photo",
                  "--bundle=portraits",
                  "--reference=" + reference))
          .isZero();
      JsonObject set = json().getAsJsonObject("methods").getAsJsonObject("dataset");
      assertThat(set.getAsJsonObject("near_duplicates").get("images").getAsInt()).isEqualTo(60);
      assertThat(set.getAsJsonObject("fid").get("natural").getAsDouble()).isNotNegative();
      // The first of the other images is the one.
      assertThat(set.getAsJsonObject("reference_copies").get("natural").getAsInt()).isEqualTo(60);
      JsonObject unbiased = set.getAsJsonObject("fid_unbiased").getAsJsonObject("natural");
      assertThat(unbiased.get("interval").isJsonNull()).isTrue();
      assertThat(unbiased.get("reason").getAsString())
          .startsWith("no interval: 60 of 60 images are alike");
      assertThat(output.resolve("audit.html")).content().doesNotContain("NaN");
      String note = "All images of the natural reference are alike";
      assertThat(shell.out().lines().filter(line -> line.contains(note)))
          .hasSize(reference.equals(same) ? 1 : 0);
    }
  }

  @Test
  void aSingleImageAndTwoImagesGetAReport() throws IOException {
    String others = portraits();
    for (int images : new int[] {1, 2}) {
      assertThat(
              audit(
                  "--dataset=" + sameImage(images),
                  "--labels=age",
                  "--image-column=photo",
                  "--bundle=portraits",
                  "--reference=" + others))
          .isZero();
      assertThat(json().get("images").getAsInt()).isEqualTo(images);
      assertThat(output.resolve("audit.html")).content().doesNotContain("NaN");
    }
  }

  @Test
  void labelsAloneNeedNoBundle() throws IOException {
    assertThat(audit("--dataset=" + portraits(), "--labels=age,glasses")).isZero();
    List<String> last = lastLines();
    assertThat(last.get(0)).startsWith("verdict   ");
    assertThat(last.get(1))
        .contains("(no interval: the set's own labels are counted, not sampled)");
    assertThat(last.get(2)).isEqualTo("weakest   not known: no auditor judged the labels");
    assertThat(json().getAsJsonObject("cells").keySet())
        .contains("middle-aged.0", "senior.1")
        .hasSize(6);
  }

  @Test
  void mistakesAreAnsweredWithOneLine() throws IOException {
    String table = portraits();
    Path text = Files.writeString(temporary.resolve("notes.parquet"), "not Parquet");

    refused("--dataset " + temporary + "/no does not exist", "--dataset=" + temporary + "/no");
    refused("does not tell which columns are labels", "--dataset=" + table);
    refused("label column size is not in the data set", "--dataset=" + table, "--labels=size");
    refused("must be a number from 1 to 4", "--dataset=" + table, "--labels=9");
    refused(text + " is not Parquet but text such as CSV", "--dataset=" + text, "--labels=age");
    refused("need --bundle", "--dataset=" + table, "--labels=age", "--reference=" + table);
    refused("nowhere", "--dataset=" + table, "--labels=age", "--bundle=" + temporary + "/nowhere");
    refused(
        "--image-column image must be binary",
        "--dataset=" + table,
        "--labels=age",
        "--bundle=portraits");
    refused(
        "--reference " + text + " is not Parquet but text such as CSV",
        "--dataset=" + table,
        "--labels=age",
        "--image-column=photo",
        "--bundle=portraits",
        "--reference=" + text);
    for (String option : List.of("--reference", "--training")) {
      refused(
          option
              + " renderer draws what the portraits bundle was trained on; for tiny give Parquet",
          "--dataset=" + table,
          "--labels=age",
          "--image-column=photo",
          "--bundle=" + Path.of("../generator-udf/src/test/resources/bundles/tiny"),
          option + "=renderer");
    }
    refused("--dataset", "--labels=age");
    refused(
        "isonomy.target.shares",
        "--dataset=" + table,
        "--labels=age",
        "--set=isonomy.target.kind=shares",
        "--set=isonomy.target.shares={\"age.young\":1}");
  }

  @Test
  void anExportNeedsADataSetOfIsonomyAndAFreePlace() throws IOException {
    assertThat(shell.run("export", "--dataset=" + temporary + "/no", "--output=" + output))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err())
        .containsExactly("isonomy: --dataset " + temporary + "/no does not exist");

    String table = portraits();
    assertThat(shell.run("export", "--dataset=" + table, "--output=" + output))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.run("export", "--format=zip", "--output=" + output))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().get(0)).contains("--format").contains("webdataset");
    assertThat(Files.exists(output)).isFalse();
  }

  private void refused(String message, String... options) {
    assertThat(audit(options)).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    assertThat(shell.err().get(0)).startsWith("isonomy: ").contains(message);
    assertThat(Files.exists(output)).isFalse();
  }

  private int audit(String... options) {
    List<String> words = new ArrayList<>(List.of("audit"));
    words.addAll(List.of(options));
    words.add("--output=" + output);
    return shell.run(words.toArray(String[]::new));
  }

  /** Verdict, reason, weakest cell. */
  private List<String> lastLines() {
    List<String> lines = shell.out().lines().toList();
    return lines.subList(lines.size() - 3, lines.size());
  }

  private JsonObject json() throws IOException {
    return JsonParser.parseString(Files.readString(output.resolve("audit.json"))).getAsJsonObject();
  }

  /** The first image, many times. */
  private String sameImage(int rows) {
    byte[] image = RenderedImages.png(RenderedImages.draw(77, 1).get(0));
    List<Row> same =
        IntStream.range(0, rows)
            .mapToObj(i -> RowFactory.create(image, AGES.get(i % 3), 0, 0))
            .toList();
    String table = temporary.resolve("same-" + rows).toString();
    SharedSpark.session().createDataFrame(same, TABLE).coalesce(1).write().parquet(table);
    return table;
  }

  private String portraits() {
    List<Row> rows = new ArrayList<>();
    for (SourceImage image : RenderedImages.draw(77, IMAGES)) {
      // Cells are gender x age x skin tone; glasses are an attribute that the bundle lacks.
      rows.add(
          RowFactory.create(
              RenderedImages.png(image),
              AGES.get(image.cell() / 3 % 3),
              image.cell() / 9,
              rows.size() % 2));
    }
    String table = temporary.resolve("table").toString();
    SharedSpark.session().createDataFrame(rows, TABLE).repartition(2).write().parquet(table);
    return table;
  }
}
