package dev.isonomy.dataset;

import dev.isonomy.condition.Asked;
import dev.isonomy.spark.LiteralPaths;
import dev.isonomy.spark.task.ImageSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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

  /** Spark's key for the class that commits files. */
  public static final String COMMIT_PROTOCOL = "spark.sql.sources.commitProtocolClass";

  // Where files are committed by a rename, a unit appears when its task ends and is not lost with
  // the driver. Nothing is half there meanwhile: a task has one file. S3A's committers, which
  // complete their uploads when the job ends, do not look at it.
  private static final String COMMIT_ALGORITHM = "mapreduce.fileoutputcommitter.algorithm.version";
  private static final String COMMIT_WITH_THE_TASK = "2";

  // Of Hadoop's committers, of S3A's and of Spark: where attempts keep what is not committed yet.
  private static final List<String> WORK_PLACES =
      List.of("_temporary", "__magic", ".spark-staging");

  private static final Column NO_PROMPT = functions.lit(null).cast(DataTypes.StringType);

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
   * Appends units, one partition and one file each, named after the split: {@code
   * data/train-*.parquet} is what Hugging Face {@code datasets} takes for the split {@code train}.
   *
   * @param units the unit of each partition
   * @param rows their rows
   * @param split the name of the split that they belong to
   * @param bytesPerImage about how many bytes an encoded image has
   */
  public void append(List<Long> units, JavaRDD<Row> rows, String split, long bytesPerImage) {
    // Of the session, as there is no option of the writer for it.
    spark.conf().set(COMMIT_PROTOCOL, UnitCommitProtocol.class.getName());
    long groupBytes = Math.max(64 << 10, ROWS_PER_GROUP * bytesPerImage);
    DataFrameWriter<Row> writer =
        spark
            .createDataFrame(rows, schema)
            .write()
            .mode(SaveMode.Append)
            .option(UnitCommitProtocol.SPLIT, split)
            .option(UnitCommitProtocol.UNITS, UnitRanges.of(units))
            .option(COMMIT_ALGORITHM, COMMIT_WITH_THE_TASK)
            .option("parquet.block.size", String.valueOf(groupBytes))
            .option("parquet.block.row.count.limit", String.valueOf(ROWS_PER_GROUP))
            .option("parquet.enable.dictionary#image.bytes", "false")
            .option("parquet.enable.dictionary#" + ImageSchema.PIXELS, "false")
            .option("parquet.enable.dictionary#" + ImageSchema.FILE, "false");
    writer.parquet(data.toString());
  }

  /** Removes what a dead attempt left behind; committed files stay. */
  public void removeLeftovers() {
    try {
      FileSystem files = fileSystem();
      if (!files.exists(data)) {
        return;
      }
      for (FileStatus each : files.listStatus(data)) {
        String name = each.getPath().getName();
        if (each.isDirectory() && WORK_PLACES.stream().anyMatch(name::startsWith)) {
          files.delete(each.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean " + data, e);
    }
  }

  /**
   * The units that are there, counted in their rows.
   *
   * @param rule what each of them must hold
   */
  public CommittedUnits committed(UnitRule rule) {
    if (files().isEmpty()) {
      return CommittedUnits.none();
    }
    StructType columns =
        new StructType()
            .add(ImageSchema.UNIT, DataTypes.LongType)
            .add(ImageSchema.CELL, DataTypes.StringType)
            .add(ImageSchema.PROMPT, DataTypes.StringType); // null where a data set has none
    Column prompt = rule.byPrompt() ? functions.col(ImageSchema.PROMPT) : NO_PROMPT;
    return LiteralPaths.read(spark)
        .schema(columns)
        .parquet(data.toString())
        .groupBy(
            functions.col(ImageSchema.UNIT),
            prompt.as(ImageSchema.PROMPT),
            functions.col(ImageSchema.CELL))
        .count()
        .groupBy(ImageSchema.UNIT)
        .agg(
            functions.collect_list(
                functions.struct(
                    functions.col(ImageSchema.PROMPT),
                    functions.coalesce(functions.col(ImageSchema.CELL), functions.lit("null")),
                    functions.col("count"))))
        .toJavaRDD()
        .aggregate(
            CommittedUnits.none(),
            (units, row) -> units.add(row.isNullAt(0) ? -1 : row.getLong(0), counts(row), rule),
            CommittedUnits::add);
  }

  private static Map<String, Long> counts(Row unit) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row group : unit.<Row>getList(1)) {
      counts.put(Asked.pairName(group.getString(0), group.getString(1)), group.getLong(2));
    }
    return counts;
  }

  /** Its rows. */
  public org.apache.spark.sql.Dataset<Row> rows() {
    return LiteralPaths.read(spark).schema(schema).parquet(data.toString());
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
