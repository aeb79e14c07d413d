package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.spark.task.ImageSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "light")));

  @TempDir private java.nio.file.Path temporary;

  private static List<Row> rows(long unit, int count) {
    Random random = new Random(unit);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[4_000];
      random.nextBytes(image);
      rows.add(
          RowFactory.create(
              RowFactory.create(image, unit + "-" + i + ".png"),
              (long) (i % 2),
              SPACE.cellName(i % 2),
              unit + "-" + i,
              unit,
              7L,
              1L,
              0.5,
              0.6,
              0.9,
              "beef",
              "ddim",
              20L,
              "{}",
              "pixels-" + unit + "-" + i,
              "file-" + unit + "-" + i));
    }
    return rows;
  }

  private Dataset append(long unit, int count) {
    SparkSession spark = SharedSpark.session();
    Dataset dataset = new Dataset(spark, new Path(temporary.toString()), ImageSchema.of(SPACE));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    dataset.append(List.of(unit), context.parallelize(rows(unit, count), 1), "train", 4_000);
    return dataset;
  }

  @Test
  void unitsThatAreDoneStayWhenAnotherOneFails() {
    SparkSession spark = SharedSpark.session();
    Dataset dataset = new Dataset(spark, new Path(temporary.toString()), ImageSchema.of(SPACE));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String data = temporary.resolve("data").toString();
    JavaRDD<Row> rows =
        context
            .parallelize(List.of(3L, 5L), 2)
            .mapPartitions(
                units -> {
                  long unit = units.next();
                  if (unit == 3) {
                    return rows(3, 4).iterator();
                  }
                  for (int i = 0; i < 300 && !hasUnit(data, 3); i++) {
                    Thread.sleep(100); // it appears while this task is at work, or never
                  }
                  throw new IllegalStateException("unit 5 fails");
                });

    assertThatThrownBy(() -> dataset.append(List.of(3L, 5L), rows, "train", 4_000))
        .hasStackTraceContaining("unit 5 fails");

    assertThat(committed(dataset).contains(3)).isTrue();
    assertThat(committed(dataset).contains(5)).isFalse();
    assertThat(committed(dataset).images()).isEqualTo(4);
  }

  private static boolean hasUnit(String data, long unit) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(java.nio.file.Path.of(data))) {
      return files.anyMatch(
          file ->
              file.getFileName().toString().startsWith(UnitCommitProtocol.fileName("train", unit)));
    }
  }

  private static CommittedUnits committed(Dataset dataset) {
    return dataset.committed((unit, images) -> Optional.empty());
  }

  @Test
  void unitsAreFoundInTheDataItself() {
    assertThat(committed(append(3, 4)).contains(3)).isTrue();
    Dataset dataset = append(5, 7);
    CommittedUnits committed = committed(dataset);
    assertThat(committed.count()).isEqualTo(2);
    assertThat(committed.contains(3)).isTrue();
    assertThat(committed.contains(4)).isFalse();
    assertThat(committed.contains(5)).isTrue();
    assertThat(committed.images()).isEqualTo(11);
    assertThat(committed.images(0, 5)).isEqualTo(4);
    assertThat(committed.imagesByCell()).containsEntry("dark", 6L).containsEntry("light", 5L);
    assertThat(committed.problem()).isEmpty();
    CommittedUnits judged =
        dataset.committed((unit, images) -> Optional.of("has " + images + " in unit " + unit));
    assertThat(judged.problem()).contains("has {dark=2, light=2} in unit 3");
  }

  @Test
  void aUnitThatIsCommittedTwiceIsThereOnce() {
    append(3, 4);
    Dataset dataset = append(3, 4);
    assertThat(dataset.files())
        .singleElement()
        .satisfies(
            file -> assertThat(file.getPath().getName()).startsWith("train-unit-000000003-"));
    assertThat(committed(dataset).images()).isEqualTo(4);
  }

  @Test
  void leftoversOfADeadAttemptAreNotDataAndGoAway() throws Exception {
    Dataset dataset = append(1, 3);
    java.nio.file.Path leftover = temporary.resolve("data/_temporary/0/part-00000.parquet");
    Files.createDirectories(leftover.getParent());
    Files.writeString(leftover, "half a file");
    assertThat(committed(dataset).images()).isEqualTo(3);
    dataset.removeLeftovers();
    assertThat(temporary.resolve("data/_temporary")).doesNotExist();
    assertThat(dataset.files()).hasSize(1);
  }

  @Test
  void anEmptyDirectoryHasNoUnits() {
    Dataset dataset =
        new Dataset(SharedSpark.session(), new Path(temporary.toString()), ImageSchema.of(SPACE));
    assertThat(committed(dataset).count()).isZero();
    assertThat(dataset.files()).isEmpty();
  }

  @Test
  void rowGroupsHoldAboutAHundredImages() throws Exception {
    Dataset dataset = append(1, 450);
    HadoopInputFile file =
        HadoopInputFile.fromPath(dataset.files().get(0).getPath(), new Configuration());
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      assertThat(reader.getRowGroups())
          .extracting(BlockMetaData::getRowCount)
          .allMatch(rows -> rows <= 200)
          .hasSizeGreaterThan(2);
    }
  }
}
