package dev.isonomy.audit;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Picture;
import dev.isonomy.audit.page.Pictures;
import dev.isonomy.error.UserException;
import dev.isonomy.spark.Columns;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Audits a labelled Parquet data set that anybody may have made: the balance of its labels, with
 * pictures where it has any.
 */
public final class DatasetAudit {
  private static final String JSON = "audit.json";
  private static final String PAGE = "audit.html";
  private static final int TREE_DEPTH = 2;

  private final SparkSession spark;
  private final String path;
  private final Dataset<Row> rows;
  private final LabelColumns labels;

  private DatasetAudit(SparkSession spark, String path, Dataset<Row> rows, LabelColumns labels) {
    this.spark = spark;
    this.path = path;
    this.rows = rows;
    this.labels = labels;
  }

  /**
   * Opens a data set.
   *
   * @param spark the session
   * @param path a Parquet file, or a directory of some, or a data set's directory with a README.md
   * @param columns the label columns; if empty, those whose class names the data set's README.md or
   *     Parquet metadata tell
   * @return an audit that has not started
   * @throws UserException if there is no Parquet or it is not clear which columns are labels
   */
  public static DatasetAudit open(SparkSession spark, String path, List<String> columns) {
    return open(spark, path, columns, List.of());
  }

  /**
   * Opens a data set whose attributes somebody knows.
   *
   * @param spark the session
   * @param path see {@link #open(SparkSession, String, List)}
   * @param columns see {@link #open(SparkSession, String, List)}
   * @param known attributes, such as a bundle's: they name the classes of columns of the same name
   *     that the data set itself does not name, and are the label columns if nobody says which
   * @return an audit that has not started
   * @throws UserException if there is no Parquet or it is not clear which columns are labels
   */
  public static DatasetAudit open(
      SparkSession spark, String path, List<String> columns, List<Attribute> known) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Dataset<Row> rows = read(spark, path);
    Map<String, List<String>> names = names(hadoop, path);
    names.keySet().retainAll(Arrays.asList(rows.columns()));
    List<String> labels = columns.isEmpty() ? List.copyOf(names.keySet()) : columns;
    known.stream()
        .filter(attribute -> LabelColumns.fits(rows, attribute))
        .forEach(attribute -> names.putIfAbsent(attribute.name(), attribute.classes()));
    if (labels.isEmpty()) {
      labels = List.copyOf(names.keySet());
    }
    if (labels.isEmpty()) {
      throw new UserException(
          "%s does not tell which columns are labels; name them, out of %s"
              .formatted(path, String.join(", ", rows.columns())));
    }
    return new DatasetAudit(spark, path, rows, LabelColumns.of(rows, labels, names));
  }

  private static Dataset<Row> read(SparkSession spark, String path) {
    try {
      return spark
          .read()
          .option("recursiveFileLookup", "true")
          .option("pathGlobFilter", "*.parquet")
          .parquet(path);
    } catch (Exception e) { // checked and unchecked, whatever Java thinks: AnalysisException, too
      throw new UserException(path + " has no Parquet files that can be read", e);
    }
  }

  /** Its rows: the labels and one more column. */
  public Dataset<Row> rows(String column) {
    Column[] labelsAndOne =
        Stream.concat(Arrays.stream(labelColumns()), Stream.of(Columns.named(column)))
            .toArray(Column[]::new);
    return rows.select(labelsAndOne);
  }

  /** Its columns' names. */
  public List<String> columns() {
    return List.of(rows.columns());
  }

  /** Its label columns. */
  public LabelColumns labels() {
    return labels;
  }

  /** The attributes that were found. */
  public AttributeSpace space() {
    return labels.space();
  }

  /**
   * Measures the set.
   *
   * @param target the shares it should have
   * @param seed of what is simulated
   * @return the report
   */
  public AuditReport measure(CellDistribution target, long seed) {
    return described(
        Audit.against(target).seed(seed).subject("dataset", labelled()).measure(), Map.of());
  }

  /** The labels of all rows that have them, without pictures. */
  public JavaRDD<AuditRow> labelled() {
    LabelColumns columns = labels;
    return rows.select(labelColumns())
        .toJavaRDD()
        .map(columns::cell)
        .filter(cell -> cell >= 0)
        .map(
            cell ->
                new AuditRow(AuditRow.UNKNOWN, cell, AuditRow.UNKNOWN, Double.NaN, new float[0]));
  }

  /**
   * A report that says what it is about.
   *
   * @param report of these rows
   * @param more names and values for its provenance
   */
  public AuditReport described(AuditReport report, Map<String, String> more) {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("data set", path);
    provenance.put("rows", String.valueOf(rows.count()));
    provenance.put("rows with all labels", String.valueOf(report.audited().images()));
    provenance.putAll(more);
    provenance.put("Spark", spark.version());
    return report.withProvenance(provenance);
  }

  private Column[] labelColumns() {
    return labels.space().attributes().stream()
        .map(attribute -> Columns.named(attribute.name()))
        .toArray(Column[]::new);
  }

  /**
   * A few pictures of each cell.
   *
   * @param perCell at most so many
   * @return pictures out of the column {@code image}, none if it has none
   */
  public Pictures pictures(int perCell) {
    return pictures("image", perCell);
  }

  /**
   * A few pictures of each cell.
   *
   * @param column where they are
   * @param perCell at most so many
   * @return pictures out of the column, none if it has none
   */
  public Pictures pictures(String column, int perCell) {
    if (!hasPictures(column)) {
      return Pictures.none();
    }
    LabelColumns columns = labels;
    PictureSample sample =
        rows(column)
            .toJavaRDD()
            .treeAggregate(
                new PictureSample(space().cellCount(), perCell),
                (kept, row) -> {
                  byte[] bytes = bytes(row, column);
                  int cell = columns.cell(row);
                  return bytes == null || cell < 0 ? kept : kept.add(cell, bytes);
                },
                PictureSample::merge,
                TREE_DEPTH);
    List<List<Picture>> shown = new ArrayList<>();
    for (int cell = 0; cell < space().cellCount(); cell++) {
      String caption = space().cellTitle(cell);
      shown.add(
          sample.pictures().get(cell).stream()
              .flatMap(bytes -> Picture.thumbnail(bytes, caption).stream())
              .toList());
    }
    return new Pictures(shown, List.of());
  }

  /** Whether a column is there and holds pictures. */
  public boolean hasPictures(String column) {
    if (!Arrays.asList(rows.columns()).contains(column)) {
      return false;
    }
    DataType type = rows.schema().apply(column).dataType();
    return type instanceof BinaryType
        || (type instanceof StructType fields
            && Arrays.asList(fields.fieldNames()).contains("bytes"));
  }

  /** The encoded picture of a row, null if it has none. */
  public static byte[] bytes(Row row, String column) {
    Object image = row.getAs(column);
    return image instanceof Row struct ? struct.getAs("bytes") : (byte[]) image;
  }

  /**
   * Writes the report as {@code audit.json} and {@code audit.html}.
   *
   * @param report what was measured
   * @param pictures shown per cell
   * @param directory any Hadoop path
   */
  public void write(AuditReport report, Pictures pictures, String directory) {
    write(new Path(directory, JSON), AuditJson.text(report));
    write(new Path(directory, PAGE), AuditPage.render(report, pictures));
  }

  private void write(Path file, String text) {
    try {
      FileSystem files = file.getFileSystem(spark.sparkContext().hadoopConfiguration());
      try (OutputStream out = files.create(file, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UserException(file + " cannot be written; choose another directory", e);
    }
  }

  /** Class names out of the README.md, else out of the first Parquet file's metadata. */
  private static Map<String, List<String>> names(Configuration hadoop, String path) {
    try {
      Path root = new Path(path);
      FileSystem files = root.getFileSystem(hadoop);
      for (Path card :
          Stream.of(root, root.getParent())
              .filter(directory -> directory != null)
              .map(directory -> new Path(directory, "README.md"))
              .toList()) {
        if (files.exists(card)) {
          Map<String, List<String>> names = ClassNames.ofCard(text(files, card));
          if (!names.isEmpty()) {
            return names;
          }
        }
      }
      return ofFirstFile(hadoop, files, root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  private static Map<String, List<String>> ofFirstFile(
      Configuration hadoop, FileSystem files, Path root) throws IOException {
    RemoteIterator<LocatedFileStatus> found = files.listFiles(root, true);
    while (found.hasNext()) {
      FileStatus file = found.next();
      if (file.getPath().getName().endsWith(".parquet")) {
        try (ParquetFileReader reader =
            ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
          String metadata =
              reader
                  .getFooter()
                  .getFileMetaData()
                  .getKeyValueMetaData()
                  .getOrDefault(ClassNames.METADATA_KEY, "");
          return ClassNames.ofMetadata(metadata);
        }
      }
    }
    return new LinkedHashMap<>();
  }

  private static String text(FileSystem files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
