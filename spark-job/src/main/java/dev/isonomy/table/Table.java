package dev.isonomy.table;

import dev.isonomy.error.UserException;
import dev.isonomy.spark.Columns;
import dev.isonomy.spark.LiteralPaths;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet table that somebody made: a file, or all Parquet below a directory, partitioned or not.
 * Every footer is read when it is opened, so that a damaged file, or one with other columns, is
 * named before any work starts.
 */
public final class Table {
  private final String where;
  private final String path;
  private final TableFiles files;
  private final List<Footer> footers;
  private final TableColumns columns;
  private final HivePartitions partitions;
  private final ClassNames names;
  private final Dataset<Row> rows;

  private Table(
      SparkSession spark, String where, String path, TableFiles files, List<Footer> footers) {
    this.where = where;
    this.path = path;
    this.files = files;
    this.footers = footers;
    this.partitions = new HivePartitions(files.root().getPath().toUri().getPath());
    this.columns =
        TableColumns.of(
            footers,
            partitionColumns(),
            Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive")));
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    this.names = new ClassNames(where, footers, Card.of(files.root(), hadoop), columns.names());
    this.rows = read(spark);
  }

  /**
   * Opens a table.
   *
   * @param spark the session
   * @param key option or configuration key that names it, for messages
   * @param path a Parquet file or a directory with some; any Hadoop path, taken literally
   * @return the table, of which only the footers have been read
   * @throws UserException if there is no Parquet, a file cannot be read or is of another kind, or
   *     directories are partitioned in different ways
   */
  public static Table open(SparkSession spark, String key, String path) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    String where = key + " " + path;
    TableFiles files = TableFiles.below(TablePath.status(key, path, hadoop), where, hadoop);
    files.parquet().forEach(file -> TablePath.allowColon(file.getPath(), hadoop));
    List<Footer> footers = Footers.read(spark, files.parquet());
    List<Footer> bad = footers.stream().filter(each -> !each.problem().isEmpty()).toList();
    if (!bad.isEmpty()) {
      throw new UserException(
          "%s%s %s%s"
              .formatted(
                  where,
                  files.root().isFile() ? "" : ": " + shown(bad.get(0).file()),
                  bad.get(0).problem(),
                  bad.size() == 1
                      ? ""
                      : String.format(Locale.ROOT, " (and %,d more files)", bad.size() - 1)));
    }
    return new Table(spark, where, path, files, footers);
  }

  private static String shown(String file) {
    return new Path(file).toUri().getScheme().equals("file")
        ? new Path(file).toUri().getPath()
        : file;
  }

  private List<String> partitionColumns() {
    Map<List<String>, String> layouts = new LinkedHashMap<>();
    for (FileStatus file : files.parquet()) {
      String path = file.getPath().toUri().getPath();
      layouts.putIfAbsent(partitions.columns(path), path);
    }
    if (layouts.size() > 1) {
      List<Map.Entry<List<String>, String>> two = List.copyOf(layouts.entrySet()).subList(0, 2);
      throw new UserException(
          "%s must be partitioned alike everywhere, but %s is by %s and %s by %s"
              .formatted(
                  where,
                  two.get(0).getValue(),
                  by(two.get(0).getKey()),
                  two.get(1).getValue(),
                  by(two.get(1).getKey())));
    }
    return new ArrayList<>(new LinkedHashSet<>(layouts.keySet().iterator().next()));
  }

  private static String by(List<String> columns) {
    return columns.isEmpty() ? "nothing" : String.join("/", columns);
  }

  private Dataset<Row> read(SparkSession spark) {
    DataFrameReader reader =
        LiteralPaths.read(spark).schema(columns.schema()).option("recursiveFileLookup", "true");
    Dataset<Row> read =
        files
            .nameFilter()
            .map(filter -> reader.option("pathGlobFilter", filter).parquet(root()))
            .orElseGet(() -> reader.parquet(paths()));
    HivePartitions directories = partitions;
    for (String name : columns.partitions()) {
      UDF1<String, String> value = uri -> directories.value(URI.create(uri).getPath(), name);
      UserDefinedFunction partition = functions.udf(value, DataTypes.StringType);
      read = read.withColumn(name, partition.apply(metadata(read, "file_path")));
    }
    return read;
  }

  private String root() {
    return files.root().getPath().toString();
  }

  private String[] paths() {
    return files.parquet().stream().map(file -> file.getPath().toString()).toArray(String[]::new);
  }

  /** The field {@code file_path} is a URI, in which blanks and other signs are escaped. */
  private static Column metadata(Dataset<Row> rows, String field) {
    return rows.metadataColumn("_metadata").getField(field);
  }

  /** How messages about it begin: the key and the path. */
  public String where() {
    return where;
  }

  /** The path that it was opened by. */
  public String path() {
    return path;
  }

  /** Its rows, with the columns that can be read. */
  public Dataset<Row> rows() {
    return rows;
  }

  /** The columns of {@link #rows()}. */
  public StructType schema() {
    return rows.schema();
  }

  /** How many rows it has, as the footers tell. */
  public long count() {
    return footers.stream().mapToLong(Footer::rows).sum();
  }

  /** The names of all columns, of those that cannot be read as well. */
  public List<String> columns() {
    return columns.names();
  }

  /**
   * Refuses a column that is not there or cannot be read.
   *
   * @throws UserException naming the column and what there is, or the files that differ
   */
  public void require(String column) {
    columns.require(column, where);
  }

  /** A column of {@link #rows()}, whatever signs its name has. */
  public Column column(String name) {
    require(name);
    return Columns.named(name);
  }

  /** The images of its rows. */
  public StoredImages images() {
    return StoredImages.of(rows.sparkSession(), path);
  }

  /** The class names that its own metadata and card tell. */
  public ClassNames names() {
    return names;
  }

  /** What was left out and cannot be used, one line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    files.leftOut().forEach(each -> notes.add(where + ": " + each));
    if (!columns.unreadable().isEmpty()) {
      notes.add(where + ": columns that cannot be read: " + Names.list(columns.unreadable()));
    }
    footers.stream()
        .filter(each -> !each.unreadable().isEmpty())
        .findFirst()
        .ifPresent(
            each ->
                notes.add(
                    "%s: the metadata %s of %s is no JSON, so class names in it are not known"
                        .formatted(where, each.unreadable().get(0), shown(each.file()))));
    return notes;
  }

  /**
   * Rows that were made out of this table's.
   *
   * @throws UserException if a file of it is damaged
   */
  List<Row> collect(Dataset<Row> result) {
    try {
      return result.collectAsList();
    } catch (Exception e) { // SparkException is checked, but not declared
      throw DamagedTable.explain(e, where);
    }
  }

  /**
   * Where a value stands first, in words for people.
   *
   * @param name a column
   * @param value one of its values
   */
  String placeOf(String name, Object value) {
    Dataset<Row> places =
        rows.filter(column(name).eqNullSafe(functions.lit(value)))
            .select(metadata(rows, "file_path"), metadata(rows, "row_index"));
    return collect(places.limit(1)).stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "row %,d of %s",
                    row.getLong(1),
                    shown(new Path(URI.create(row.getString(0))).toString())))
        .findFirst()
        .orElse("");
  }
}
