package dev.isonomy.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Shell;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that cannot be read, in whole or in part, through the command line. */
@Tag("job")
class UnreadableSourceTest {
  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @Test
  void aFolderThatIsNotThere() {
    assertRefused("missing does not exist", "images", temporary.resolve("missing"));
  }

  @Test
  void aFolderWithoutImages() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("empty"));
    Files.writeString(folder.resolve("readme.txt"), "no image");
    assertRefused(
        "holds no file whose name ends like that of an image (.png, .apng, .jpg, .jpeg, .jpe, .jfif, .gif, .bmp, .dib, .tif, .tiff, .webp); 1 file with another ending was skipped (.txt 1)",
        "images",
        folder);
  }

  @Test
  void aTableThatIsNoParquet() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("table"));
    Files.writeString(folder.resolve("part-0.parquet"), "id,label");
    assertRefused("isonomy.source.path", "parquet", folder);
  }

  @Test
  void aTableWithoutTheImageColumn() {
    Path table = temporary.resolve("numbers");
    SharedSpark.session().range(3).toDF("id").write().parquet(table.toString());
    assertRefused(
        "isonomy.source.image-column is image but " + table + " has the columns id",
        "parquet",
        table);
  }

  @Test
  void aImageColumnOfTheWrongType() {
    Path table = temporary.resolve("wrong-type");
    SharedSpark.session().range(3).toDF("image").write().parquet(table.toString());
    assertRefused("must be binary, a path or struct<bytes,path> but is bigint", "parquet", table);
  }

  @Test
  void aLabelThatNamesNoClass() throws IOException {
    Path table = table("labels", List.of(png()), "ancient");
    assertRefused(
        "column age must hold young, middle-aged, senior but holds ancient, first in row 0 of",
        "parquet",
        table);
  }

  @Test
  void moreUnreadableImagesThanAllowedEndTheRun() throws IOException {
    assertRefused(
        "1 of 2 images cannot be read, first row-1", "parquet", tableWithOneUnreadableImage());
  }

  @Test
  void fewerUnreadableImagesThanAllowedAreListedAndLeftOut() throws IOException {
    Path run = temporary.resolve("run");

    int status = encode(run, "parquet", tableWithOneUnreadableImage(), 0.5);

    assertThat(status).as(String.join("\n", shell.err())).isZero();
    assertThat(SharedSpark.session().read().parquet(run.resolve("latents").toString()).count())
        .isEqualTo(1);
    List<Row> rejected =
        SharedSpark.session()
            .read()
            .parquet(run.resolve("latents-rejected").toString())
            .collectAsList();
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).getString(0)).isEqualTo("row-1");
    assertThat(rejected.get(0).getString(1)).isNotBlank();
  }

  private Path tableWithOneUnreadableImage() throws IOException {
    byte[] cut = Arrays.copyOf(png(), 60);
    return table("half-readable", List.of(png(), cut), "young");
  }

  /** A table with images that are all labelled alike, in one file so that rows keep their order. */
  private Path table(String name, List<byte[]> images, String age) {
    List<Row> rows = new ArrayList<>();
    for (byte[] image : images) {
      rows.add(RowFactory.create(image, "feminine", age, "light"));
    }
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("gender", DataTypes.StringType)
            .add("age", DataTypes.StringType)
            .add("skin", DataTypes.StringType);
    Path table = temporary.resolve(name);
    SharedSpark.session()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .parquet(table.toString());
    return table;
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  private void assertRefused(String message, String kind, Path source) {
    Path run = temporary.resolve("run");
    int status = encode(run, kind, source, 0.01);
    assertThat(status).as(String.join("\n", shell.err())).isEqualTo(2);
    List<String> errors = shell.err().stream().filter(line -> line.startsWith("isonomy:")).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).contains(message);
    assertThat(run.resolve("latents")).doesNotExist();
  }

  private int encode(Path run, String kind, Path source, double mostRejected) {
    return shell.run(
        "encode",
        "--set",
        "isonomy.run.dir=" + run,
        "--set",
        "isonomy.source.kind=" + kind,
        "--set",
        "isonomy.source.path=" + source,
        "--set",
        "isonomy.source.max-rejected-share=" + mostRejected,
        "--set",
        "isonomy.spark.master=local[2]");
  }
}
