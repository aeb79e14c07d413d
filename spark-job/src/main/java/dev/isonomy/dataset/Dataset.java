package dev.isonomy.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The Parquet files of a data set: {@code data/*.parquet}, one file per unit.
 *
 * <p>A unit is committed by Spark's commit protocol: its file appears whole or not at all. The
 * files themselves tell which units exist.
 */
public final class Dataset {
  /** Images that a row group holds, about: what viewers of data sets page by. */
  static final int ROWS_PER_GROUP = 100;

  private final SparkSession spark;
  private final Path data;
  private final StructType schema;

  /**
   * A data set that may not exist yet.
   *
   * @param directory its directory, the parent of {@code data}
   * @param schema its columns
   */
  public Dataset(SparkSession spark, Path directory, StructType schema) {
    this.spark = spark;
    this.data = new Path(directory, "data");
    this.schema = schema;
  }

  /**
   * Appends rows, one file per partition, named after the split: {@code data/train-*.parquet} is
   * what Hugging Face {@code datasets} takes for the split {@code train}.
   */
  public void append(JavaRDD<Row> rows, String split, long bytesPerImage) {
    long groupBytes = Math.max(64 << 10, ROWS_PER_GROUP * bytesPerImage);
    DataFrameWriter<Row> writer =
        spark
            .createDataFrame(rows, schema)
            .write()
            .mode(SaveMode.Append)
            .option("mapreduce.output.basename", split)
            .option("parquet.block.size", String.valueOf(groupBytes))
            .option("parquet.block.row.count.limit", String.valueOf(ROWS_PER_GROUP))
            .option("parquet.enable.dictionary#image.bytes", "false")
            .option("parquet.enable.dictionary#image_sha256", "false");
    writer.parquet(data.toString());
  }

  /** Removes what a dead attempt left behind; committed files stay. */
  public void removeLeftovers() {
    try {
      FileSystem files = fileSystem();
      files.delete(new Path(data, "_temporary"), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean " + data, e);
    }
  }

  /** The units that are there, with their images per cell. */
  public CommittedUnits committed() {
    if (files().isEmpty()) {
      return CommittedUnits.none();
    }
    StructType columns =
        new StructType()
            .add(DatasetSchema.UNIT, DataTypes.LongType)
            .add(DatasetSchema.CELL, DataTypes.StringType);
    List<Row> counts =
        spark
            .read()
            .schema(columns)
            .parquet(data.toString())
            .groupBy(DatasetSchema.UNIT, DatasetSchema.CELL)
            .count()
            .collectAsList();
    CommittedUnits committed = CommittedUnits.none();
    for (Row row : counts) {
      committed.add(row.getLong(0), row.getString(1), row.getLong(2));
    }
    return committed;
  }

  /** Its rows. */
  public org.apache.spark.sql.Dataset<Row> rows() {
    return spark.read().schema(schema).parquet(data.toString());
  }

  /** Its files, by name. */
  public List<FileStatus> files() {
    try {
      FileSystem files = fileSystem();
      List<FileStatus> found = new ArrayList<>();
      if (files.exists(data)) {
        for (FileStatus file : files.listStatus(data)) {
          if (file.isFile() && file.getPath().getName().endsWith(".parquet")) {
            found.add(file);
          }
        }
      }
      found.sort((a, b) -> a.getPath().compareTo(b.getPath()));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + data, e);
    }
  }

  private FileSystem fileSystem() throws IOException {
    return data.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }
}
