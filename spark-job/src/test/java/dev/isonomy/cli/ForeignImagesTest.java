package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.RenderedImages;
import dev.isonomy.SharedSpark;
import dev.isonomy.spi.SourceImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that other people made, through every command that reads some. */
@Tag("job")
class ForeignImagesTest {
  private static final Path CORPUS = Path.of("src/test/resources/golden/images");
  private static final int IMAGES = 24;

  private static final StructType BYTES_AND_PATH =
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);

  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @Test
  void anAuditReadsWebp() throws IOException {
    byte[] webp = Files.readAllBytes(CORPUS.resolve("webp-lossy-50.webp"));
    assertThat(audit(table(i -> RowFactory.create(webp, "x.webp")))).isZero();
    assertThat(judged()).isEqualTo(IMAGES);
    assertThat(shell.err()).noneMatch(line -> line.contains("cannot be decoded"));
  }

  @Test
  void anAuditReadsTheFilesThatPathsName() throws IOException {
    portraits(temporary.resolve("table").resolve("images"));
    Path elsewhere = portraits(temporary.resolve("else where: 1"));
    String table =
        table(
            i ->
                switch (i % 3) {
                  case 0 -> RowFactory.create(null, "images/" + i + ".png");
                  case 1 -> RowFactory.create(null, elsewhere + "/" + i + ".png");
                  default ->
                      RowFactory.create(
                          new byte[0], "file:" + temporary + "/table/images/" + i + ".png");
                });
    assertThat(audit(table)).as(String.join("\n", shell.err())).isZero();
    assertThat(judged()).isEqualTo(IMAGES);
  }

  @Test
  void anAuditOfPathsWithoutFilesSaysSo() {
    String table = table(i -> RowFactory.create(null, "/no/such/" + i + ".png"));
    assertRefused(
        "--dataset: none of the 24 images in column image can be decoded, for example: no bytes,"
            + " only the path /no/such/0.png, and there is no such file",
        audit(table));
  }

  @Test
  void anAuditOfAddressesSaysThatTheyAreNotFetched() {
    String table = table(i -> RowFactory.create(null, "https://example.org/" + i + ".png"));
    assertRefused(
        "no bytes, only the address https://example.org/0.png, which is not fetched", audit(table));
  }

  @Test
  void anAuditOfNullsSaysSo() {
    assertRefused(
        "none of the 24 images in column image can be decoded, for example: no image: the row has"
            + " neither bytes nor a path",
        audit(table(i -> null)));
  }

  @Test
  void anAuditOfAFormatThatIsNotReadNamesIt() {
    byte[] heic = "\0\0\0\u0018ftypheic\0\0\0\0mif1heic".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(
        "can be decoded, for example: it is a HEIC image, which is not read; the formats that are"
            + " read are PNG, JPEG, GIF, BMP, TIFF, WebP",
        audit(table(i -> RowFactory.create(heic, null))));
  }

  @Test
  void anAuditCountsTheImagesThatItLeavesOut() throws IOException {
    byte[] jpeg = Files.readAllBytes(CORPUS.resolve("jpeg-420-95.jpg"));
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length / 2);
    String table = table(i -> RowFactory.create(i % 8 == 0 ? cut : jpeg, null));
    assertThat(audit(table)).as(String.join("\n", shell.err())).isZero();
    assertThat(judged()).isEqualTo(IMAGES - 3);
    assertThat(shell.err())
        .anyMatch(
            line ->
                line.contains(
                    "--dataset: 3 of 24 images in column image cannot be decoded and are left out,"
                        + " for example: cut JPEG: it ends after"));
  }

  @Test
  void aReferenceOfWhichNothingCanBeDecodedIsRefused() throws IOException {
    byte[] jpeg = Files.readAllBytes(CORPUS.resolve("jpeg-420-95.jpg"));
    String good = table(i -> RowFactory.create(jpeg, null));
    String bad = table("bad", i -> RowFactory.create(new byte[3], null));
    assertRefused(
        "--reference: none of the 24 images in column image can be decoded",
        audit(good, "--reference=" + bad));
  }

  @Test
  void aFolderOfAllFormatsIsEncodedAndOtherFilesAreCounted() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    for (String name :
        List.of(
            "png-grey16.png",
            "jpeg-cmyk.jpg",
            "gif-animated.gif",
            "bmp-24.bmp",
            "tiff-lzw.tif",
            "webp-lossy-50.webp")) {
      Files.copy(CORPUS.resolve(name), folder.resolve(name));
    }
    Files.copy(CORPUS.resolve("jpeg-grey-95.jpg"), folder.resolve("UPPER.JPEG"));
    Files.copy(CORPUS.resolve("jpeg-grey-95.jpg"), folder.resolve("._copy.jpg"));
    for (String name : List.of("a.txt", "b.TXT", "labels.xml", "Makefile")) {
      Files.writeString(folder.resolve(name), "text");
    }
    assertThat(encode("images", folder.toString(), 0)).as(String.join("\n", shell.err())).isZero();
    assertThat(latents()).isEqualTo(7);
    assertThat(shell.err())
        .anyMatch(
            line ->
                line.contains(
                    "4 files with other endings were skipped (.txt 2, .xml 1, no ending 1)"))
        .anyMatch(line -> line.contains("1 hidden image files were skipped"));
  }

  @Test
  void aTableOfPathsIsEncodedAndMissingFilesAreListed() throws IOException {
    portraits(temporary.resolve("table").resolve("images"));
    String table =
        table(i -> RowFactory.create(null, (i < 2 ? "missing/" : "images/") + i + ".png"));
    assertThat(encode("parquet", table, 0.5)).as(String.join("\n", shell.err())).isZero();
    assertThat(latents()).isEqualTo(IMAGES - 2);
    Row rejected =
        SharedSpark.session()
            .read()
            .parquet(temporary.resolve("run/latents-rejected").toString())
            .orderBy("id")
            .first();
    assertThat(rejected.getString(1))
        .contains("no bytes, only the path missing/0.png, and there is no such file below ");
  }

  @Test
  void theFilesThatPathsNameAreLifted() throws IOException {
    portraits(temporary.resolve("table").resolve("images"));
    String table =
        table(i -> RowFactory.create(null, (i < 22 ? "missing/" : "images/") + i + ".png"));
    int status =
        shell.run(
            "lift",
            "--set=isonomy.run.dir=" + temporary.resolve("run"),
            "--set=isonomy.lift.path=" + table,
            "--set=isonomy.lift.max-rejected-share=0.95",
            "--set=isonomy.bundle.device=cpu",
            "--set=isonomy.spark.master=local[2]");
    assertThat(status).as(String.join("\n", shell.err())).isZero();
    assertThat(shell.out()).contains("2 assets in ");
  }

  private String table(IntFunction<Row> images) {
    return table("table", images);
  }

  /** A table whose labels alternate, in one file. */
  private String table(String name, IntFunction<Row> images) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      rows.add(
          RowFactory.create(
              images.apply(i), i % 2 == 0 ? "feminine" : "masculine", "young", "light"));
    }
    StructType schema =
        new StructType()
            .add("image", BYTES_AND_PATH)
            .add("gender", DataTypes.StringType)
            .add("age", DataTypes.StringType)
            .add("skin", DataTypes.StringType);
    String table = temporary.resolve(name).toString();
    SharedSpark.session()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .mode("append")
        .parquet(table);
    return table;
  }

  private static Path portraits(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<SourceImage> images = RenderedImages.draw(77, IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      Files.write(folder.resolve(i + ".png"), RenderedImages.png(images.get(i)));
    }
    return folder;
  }

  private int audit(String table, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "audit",
                "--dataset=" + table,
                "--labels=gender",
                "--bundle=portraits",
                "--set=isonomy.spark.master=local[2]",
                "--output=" + temporary.resolve("report")));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private int judged() throws IOException {
    JsonObject audit =
        JsonParser.parseString(Files.readString(temporary.resolve("report/audit.json")))
            .getAsJsonObject();
    return audit.getAsJsonObject("methods").getAsJsonObject("dataset").get("images").getAsInt();
  }

  private void assertRefused(String message, int status) {
    assertThat(status).as(String.join("\n", shell.err())).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err().stream().filter(line -> line.startsWith("isonomy:")).toList())
        .singleElement()
        .asString()
        .contains(message);
    assertThat(temporary.resolve("report")).doesNotExist();
  }

  private int encode(String kind, String source, double mostRejected) {
    return shell.run(
        "encode",
        "--set=isonomy.run.dir=" + temporary.resolve("run"),
        "--set=isonomy.source.kind=" + kind,
        "--set=isonomy.source.path=" + source,
        "--set=isonomy.source.max-rejected-share=" + mostRejected,
        "--set=isonomy.source.labels=ignore",
        "--set=isonomy.spark.master=local[2]");
  }

  private long latents() {
    return SharedSpark.session()
        .read()
        .parquet(temporary.resolve("run/latents").toString())
        .count();
  }
}
