package dev.isonomy.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Shell;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The labels of sources, through the command line: which cells are encoded, and what is refused.
 */
@Tag("job")
class SourceLabelsTest {
  private static final String TABLES = "src/test/resources/tables/";

  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @Test
  void classLabelsOfAnAlphabeticalSetAreEncodedByName() {
    assertThat(encode("parquet", TABLES + "class-labels.parquet")).as(said()).isZero();

    // feminine, and young or senior or middle-aged, and light, as portraits number them.
    assertThat(cells()).isEqualTo(Map.of("null", 2, "0.0.0", 6, "0.2.0", 3, "0.1.0", 1));
    assertThat(said()).contains("10 images with all labels, 2 without");
  }

  @Test
  void aColumnThatMatchesNoAttributeEndsBeforeAnythingIsEncoded() {
    refused(
        "has none of the label columns gender (feminine, masculine), age (young, middle-aged,"
            + " senior), skin (light, medium, dark); its columns are image, g",
        "parquet",
        table("g"));
    refused("must have a column age with classes young", "parquet", table("gender"));
    refused("did you mean Gender?", "parquet", table("Gender"));
  }

  @Test
  void labelsCanBeIgnored() {
    String table = table("g");

    assertThat(encode("parquet", table, "--set", "isonomy.source.labels=ignore"))
        .as(said())
        .isZero();
    assertThat(cells()).isEqualTo(Map.of("null", 2));
  }

  @Test
  void foldersOfCellsAndOfAttributesLabelTheirImages() throws IOException {
    image("young/feminine.young.light/1.png"); // "young" outside the source labels nothing
    image("young/train/masculine/senior/dark/2.png");
    image("young/3.png");
    image("young/unlabelled/4.png");
    image("young/.trash/feminine.young.light/5.png");

    assertThat(encode("images", temporary.resolve("young").toString())).as(said()).isZero();
    assertThat(cells()).isEqualTo(Map.of("null", 2, "0.0.0", 1, "1.2.2", 1));
    assertThat(said()).contains("2 labelled images, 2 unlabelled, in unlabelled");
  }

  @ParameterizedTest
  @CsvSource({
    "feminine_young_light, did you mean feminine.young.light?",
    "feminine-young-light, did you mean feminine.young.light?",
    "Feminine.Young.Light, did you mean feminine.young.light?",
    "Feminine/young/light, did you mean feminine.young.light?",
    "young/feminine/light, folder young/feminine/light matches no cell.",
    "feminine, folder feminine matches no cell.",
    "cat, there are cat; dog"
  })
  void foldersThatMatchNoCellEndBeforeAnythingIsEncoded(String folder, String message)
      throws IOException {
    image("set/" + folder + "/1.png");
    image("set/dog/2.png");

    refused(message.replace(";", ","), "images", temporary.resolve("set").toString());
  }

  @Test
  void aLinkToAnImageThatIsGoneIsRefused() throws IOException {
    image("set/feminine.young.light/1.png");
    Files.createSymbolicLink(
        temporary.resolve("set/feminine.young.light/2.png"), Path.of("moved.png"));

    refused(
        "2.png is a link to moved.png, which does not exist",
        "images",
        temporary.resolve("set").toString());
  }

  @Test
  void anImageInTwoCellsIsRefused() throws IOException {
    image("set/feminine.young.light/masculine.young.light/1.png");

    refused("lies in folders of the cells", "images", temporary.resolve("set").toString());
  }

  @Test
  void shardsAndSplitsLabelNothing() throws IOException {
    image("set/00000/1.png");
    image("set/01000/2.png");
    image("set/train/12:30 [3].png");

    assertThat(encode("images", temporary.resolve("set").toString())).as(said()).isZero();
    assertThat(cells()).isEqualTo(Map.of("null", 3));
    assertThat(said()).contains("0 labelled images, 3 unlabelled, in 00000, 01000, train");
  }

  private void image(String path) throws IOException {
    File file = temporary.resolve(path).toFile();
    Files.createDirectories(file.getParentFile().toPath());
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", file);
  }

  private String table(String label) {
    String path = temporary.resolve("table-" + label).toString();
    SharedSpark.session()
        .read()
        .parquet(TABLES + "class-labels.parquet")
        .limit(2)
        .selectExpr("image", "'feminine' as `" + label + "`")
        .coalesce(1)
        .write()
        .parquet(path);
    return path;
  }

  private void refused(String message, String kind, String path) {
    assertThat(encode(kind, path)).as(said()).isEqualTo(2);
    assertThat(shell.err().stream().filter(line -> line.startsWith("isonomy: ")))
        .singleElement()
        .asString()
        .contains(message);
    assertThat(temporary.resolve("run/latents")).doesNotExist();
  }

  private int encode(String kind, String path, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "encode",
                "--set=isonomy.run.dir=" + temporary.resolve("run"),
                "--set=isonomy.source.kind=" + kind,
                "--set=isonomy.source.path=" + path,
                "--set=isonomy.spark.master=local[2]"));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private String said() {
    return String.join("\n", shell.err()) + "\n" + shell.out();
  }

  private Map<String, Integer> cells() {
    Map<String, Integer> cells = new TreeMap<>();
    for (Row row :
        SharedSpark.session()
            .read()
            .parquet(temporary.resolve("run/latents").toString())
            .selectExpr("concat_ws('.', gender, age, skin) as classes")
            .collectAsList()) {
      cells.merge(row.getString(0).isEmpty() ? "null" : row.getString(0), 1, Integer::sum);
    }
    return cells;
  }
}
