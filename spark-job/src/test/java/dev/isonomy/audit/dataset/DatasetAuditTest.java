package dev.isonomy.audit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.DrawCounts;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.page.Thumbnail;
import dev.isonomy.audit.page.Thumbnails;
import dev.isonomy.error.UserException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetAuditTest {
  private static final StructType TABLE =
      new StructType()
          .add(
              "image",
              new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType))
          .add("shape", DataTypes.LongType)
          .add("colour", DataTypes.StringType);
  private static SparkSession spark;

  @TempDir Path directory;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("audit")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void auditsATableOfAnyOrigin() throws IOException {
    String table = write();
    DatasetAudit audit = DatasetAudit.open(spark, table, List.of("shape", "colour"));
    AuditReport report = audit.measure(CellDistribution.uniform(audit.space()), 1);
    Thumbnails thumbnails = audit.thumbnails(3);
    audit.write(report, thumbnails, directory.resolve("report").toString());

    assertThat(audit.space().cellNames()).containsExactly("0.blue", "0.red", "1.blue", "1.red");
    assertThat(report.audited().images()).isEqualTo(30);
    assertThat(report.audited().judged().counts()).containsExactly(6L, 9L, 6L, 9L);
    assertThat(thumbnails.cells()).allSatisfy(cell -> assertThat(cell).hasSize(3));
    assertThat(report.provenance()).containsEntry("rows", "31");
    assertThat(directory.resolve("report/audit.html")).content().contains("data:image/png");
    assertThat(directory.resolve("report/audit.json")).content().contains("\"0.blue\"");
  }

  @Test
  void findsLabelsAndTheirNamesInTheCard() throws IOException {
    String table = write();
    Files.writeString(
        directory.resolve("README.md"),
        """
        ---
        dataset_info:
          features:
          - name: image
            dtype: image
          - name: shape
            dtype:
              class_label:
                names:
                  '0': round
                  '1': "square"
        ---
        # Shapes
        """);

    assertThat(DatasetAudit.open(spark, table, List.of()).space().cellNames())
        .containsExactly("round", "square");
  }

  @Test
  void unnamedLabelsAreAskedFor() throws IOException {
    String table = write();

    assertThatThrownBy(() -> DatasetAudit.open(spark, table, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "does not tell which columns are labels; name them, out of image, shape, colour");
    assertThatThrownBy(() -> DatasetAudit.open(spark, table, List.of("size")))
        .hasMessage(
            "label column size is not in the data set --dataset "
                + table
                + ", whose columns are image, shape, colour");
    assertThatThrownBy(() -> DatasetAudit.open(spark, directory + "/nothing", List.of("shape")))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("/nothing does not exist");
  }

  @Test
  void largeImagesAreShrunkAndDamagedOnesLeftOut() throws IOException {
    Thumbnail small = Thumbnail.of(png(400, 200), "large").orElseThrow();
    BufferedImage shown = ImageIO.read(new ByteArrayInputStream(small.png()));

    assertThat(shown.getWidth()).isEqualTo(Thumbnail.MOST_PIXELS);
    assertThat(shown.getHeight()).isEqualTo(Thumbnail.MOST_PIXELS / 2);
    assertThat(Thumbnail.of(new byte[] {1, 2, 3}, "damaged")).isEmpty();
  }

  @Test
  void drawsAreCountedUpToTheLastKeptImageOfAUnitAndCell() {
    StructType schema =
        new StructType()
            .add("unit", DataTypes.LongType)
            .add("cell", DataTypes.StringType)
            .add("sample_id", DataTypes.StringType);
    Dataset<Row> rows =
        spark.createDataFrame(
            List.of(
                RowFactory.create(0L, "round", "u000000-c00-d000000"),
                RowFactory.create(0L, "round", "u000000-c00-d000002"),
                RowFactory.create(1L, "round", "u000001-c00-d000000"),
                RowFactory.create(0L, "square", "u000000-c01-d000009")),
            schema);
    GenerationReport made =
        DrawCounts.read(
            rows, AttributeSpace.of(new Attribute("shape", List.of("round", "square"))), 2);

    assertThat(made.draws()).isEqualTo(14);
    assertThat(made.imagesPerSecond()).isEqualTo(2);
    assertThat(made.acceptance(0)).isEqualTo(0.75);
    assertThat(made.hardestCell()).isEqualTo(1);
  }

  private String write() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Row image = RowFactory.create(png(8 + i, 8), i + ".png");
      rows.add(RowFactory.create(image, (long) (i % 2), i % 5 < 2 ? "blue" : "red"));
    }
    rows.add(RowFactory.create(null, null, "red"));
    String table = directory.resolve("data").toString();
    spark.createDataFrame(rows, TABLE).write().parquet(table);
    return table;
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }
}
