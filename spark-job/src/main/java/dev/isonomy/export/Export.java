package dev.isonomy.export;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.dataset.DatasetAudit;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.error.UserException;
import dev.isonomy.run.Console;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.run.SparkSessions;
import dev.isonomy.spark.LiteralPaths;
import dev.isonomy.spark.task.ImageSchema;
import dev.isonomy.stage.Artifacts;
import dev.isonomy.table.Table;
import dev.isonomy.table.TablePath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** {@code isonomy export}: a finished data set in another format. */
public final class Export {
  // A file is never cut and never shares a partition: the rows of a unit stay together.
  private static final String WHOLE_FILES = String.valueOf(1L << 40);

  private static final List<String> EXPORTED =
      List.of(
          ImageSchema.UNIT,
          ImageSchema.CELL,
          ImageSchema.SAMPLE,
          ImageSchema.IMAGE,
          ImageSchema.PIXELS,
          ImageSchema.FILE);

  private final IsonomyConfig config;
  private final String dataset;
  private final Format format;
  private final String output;
  private final Console console;

  /** What can be written; named as on the command line. */
  public enum Format {
    /** Tar shards with a PNG and a JSON per image. */
    webdataset
  }

  /**
   * An export that has not started.
   *
   * @param dataset the data set's directory, empty for the run's
   * @param output a directory that does not exist yet
   */
  public Export(
      IsonomyConfig config, String dataset, Format format, String output, Console console) {
    this.config = config;
    this.dataset = dataset;
    this.format = format;
    this.output = output;
    this.console = console;
  }

  /**
   * Writes the other format.
   *
   * @throws UserException if there is no data set of Isonomy, or the output exists
   */
  public void run() {
    String from =
        dataset.isEmpty()
            ? config.run().dir() + "/" + Artifacts.DATASET.name()
            : dataset.replaceFirst("/+$", "");
    TablePath.status("--dataset", from, SparkSessions.hadoop(config.spark()));
    if (dataset.isEmpty()) {
      sayOwner();
    }
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      export(spark, from);
    } finally {
      spark.stop();
    }
  }

  private void sayOwner() {
    RunDirectory.at(config.run().dir(), SparkSessions.hadoop(config.spark()))
        .acquisition(config.run().leaseTimeoutSeconds(), console)
        .owner()
        .ifPresent(
            owner ->
                console.note(
                    "note      %s is in use by %s: what it makes meanwhile may be left out"
                        .formatted(config.run().dir(), owner)));
  }

  private void export(SparkSession spark, String from) {
    Table table = Table.open(spark, "--dataset", from);
    for (String column : EXPORTED) {
      if (!table.columns().contains(column)) {
        throw new UserException(
            "%s has no column %s: isonomy export reads data sets that isonomy made"
                .formatted(from, column));
      }
    }
    DatasetAudit named = DatasetAudit.open(spark, from, List.of());
    AttributeSpace space = named.space();
    WebDatasetExport export = WebDatasetExport.into(spark, space, output);
    StructType schema = ImageSchema.of(space, table.columns().contains(ImageSchema.PROMPT));
    Dataset stored = new Dataset(spark, TablePath.of(from), schema);
    Map<String, List<String>> splits =
        stored.files().stream()
            .map(FileStatus::getPath)
            .collect(
                Collectors.groupingBy(
                    path -> path.getName().replaceFirst("-.*", ""),
                    TreeMap::new,
                    Collectors.mapping(Path::toString, Collectors.toList())));
    spark.conf().set("spark.sql.files.maxPartitionBytes", WHOLE_FILES);
    spark.conf().set("spark.sql.files.openCostInBytes", WHOLE_FILES);
    splits.forEach(
        (split, files) ->
            export.write(
                split,
                LiteralPaths.read(spark).schema(schema).parquet(files.toArray(String[]::new))));
    console.say(
        "%s of %s: %s"
            .formatted(
                format,
                splits.entrySet().stream()
                    .map(split -> split.getKey() + " (" + split.getValue().size() + " units)")
                    .collect(Collectors.joining(", ")),
                output));
  }
}
