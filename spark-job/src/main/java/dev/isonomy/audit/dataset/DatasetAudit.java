package dev.isonomy.audit.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.Audit;
import dev.isonomy.audit.AuditJson;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Thumbnail;
import dev.isonomy.audit.page.Thumbnails;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.error.UserException;
import dev.isonomy.table.ImageColumn;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.StoredImages;
import dev.isonomy.table.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Audits a labelled Parquet data set of any origin: the balance of its labels, with thumbnails
 * where it has images.
 */
public final class DatasetAudit {
  private static final String CLASS_NUMBERS = "--class-numbers";
  private static final String JSON = "audit.json";
  private static final String PAGE = "audit.html";
  private static final int TREE_DEPTH = 2;

  /** Thumbnails of all cells together that are kept for the report. */
  private static final int MOST_THUMBNAILS = 1_500;

  private final SparkSession spark;
  private final String path;
  private final Table table;
  private final LabelColumns labels;

  private DatasetAudit(SparkSession spark, String path, Table table, LabelColumns labels) {
    this.spark = spark;
    this.path = path;
    this.table = table;
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
    return open(spark, path, columns, List.of(), ClassNumbers.NAMED);
  }

  /**
   * Opens a data set whose attributes are known, such as by a bundle.
   *
   * @param spark the session
   * @param path see {@link #open(SparkSession, String, List)}
   * @param columns see {@link #open(SparkSession, String, List)}
   * @param known attributes, such as a bundle's: they name the classes of columns of the same name
   *     that the data set itself does not name, and are the label columns if none are given
   * @param numbers what class numbers mean in columns of these attributes that nothing names
   * @return an audit that has not started
   * @throws UserException if there is no Parquet or it is not clear which columns are labels
   */
  public static DatasetAudit open(
      SparkSession spark,
      String path,
      List<String> columns,
      List<Attribute> known,
      ClassNumbers numbers) {
    Table table = Table.open(spark, "--dataset", path);
    return new DatasetAudit(
        spark, path, table, LabelColumns.of(table, columns, known, numbers, CLASS_NUMBERS));
  }

  /**
   * Opens a data set that is labelled as another one is, such as a reference.
   *
   * @param key option that names it
   * @param space the attributes of the other one; labels are matched to their classes by name
   * @throws UserException if there is no Parquet, or it lacks a label column, or a label is no
   *     class
   */
  public static DatasetAudit like(
      SparkSession spark, String key, String path, AttributeSpace space, ClassNumbers numbers) {
    Table table = Table.open(spark, key, path);
    return new DatasetAudit(
        spark, path, table, LabelColumns.matching(table, space, numbers, CLASS_NUMBERS));
  }

  /** What was left out, and how labels were understood, one line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(table.notes());
    notes.addAll(labels.notes());
    long lacking = labels.count(table)[space().cellCount()];
    if (lacking > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d rows lack a label and are left out",
              table.where(),
              lacking,
              table.count()));
    }
    return notes;
  }

  /** Its rows: the labels and one more column. */
  public Dataset<Row> rows(String column) {
    Column[] labelsAndOne =
        Stream.concat(Arrays.stream(labels.of(table)), Stream.of(table.column(column)))
            .distinct()
            .toArray(Column[]::new);
    return table.rows().select(labelsAndOne);
  }

  /** Its columns' names. */
  public List<String> columns() {
    return table.columns();
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

  /** The labels of all rows that have them, without images. */
  public JavaRDD<AuditImage> labelled() {
    LabelColumns columns = labels;
    return table
        .rows()
        .select(labels.of(table))
        .toJavaRDD()
        .map(columns::cell)
        .filter(cell -> cell >= 0)
        .map(AuditImage::labelled);
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
    provenance.put("rows", String.valueOf(table.count()));
    provenance.put("rows with all labels", String.valueOf(report.audited().images()));
    provenance.putAll(more);
    provenance.put("Spark", spark.version());
    return report.withProvenance(provenance);
  }

  /**
   * A few thumbnails of each cell.
   *
   * @param perCell at most so many
   * @return thumbnails of the column {@code image}; none if there is no such column
   */
  public Thumbnails thumbnails(int perCell) {
    return thumbnails("image", perCell);
  }

  /**
   * A few thumbnails of each cell.
   *
   * @param column where they are
   * @param perCell at most so many
   * @return thumbnails of the column; none if there is no such column
   */
  public Thumbnails thumbnails(String column, int perCell) {
    return thumbnails(
        column,
        perCell,
        new ShownCells(
            IntStream.range(0, space().cellCount()).boxed().toList(), space().cellCount()));
  }

  /**
   * A few thumbnails of some cells.
   *
   * @param column where they are
   * @param perCell at most so many
   * @param wanted the cells
   * @return thumbnails of the column; none if there is no such column
   */
  public Thumbnails thumbnails(String column, int perCell, ShownCells wanted) {
    if (!hasImages(column) || wanted.cells().isEmpty()) {
      return Thumbnails.none();
    }
    LabelColumns columns = labels;
    StoredImages images = table.images();
    int most = Math.max(1, Math.min(perCell, MOST_THUMBNAILS / wanted.cells().size()));
    boolean[] shownCells = new boolean[space().cellCount()];
    wanted.cells().forEach(cell -> shownCells[cell] = true);
    ThumbnailSample sample =
        rows(column)
            .toJavaRDD()
            .treeAggregate(
                new ThumbnailSample(space().cellCount(), most),
                (kept, row) -> {
                  int cell = columns.cell(row);
                  if (cell < 0 || !shownCells[cell]) {
                    return kept;
                  }
                  Optional<byte[]> bytes = bytes(images, row, column);
                  return bytes.isEmpty() ? kept : kept.add(cell, bytes.get());
                },
                ThumbnailSample::merge,
                TREE_DEPTH);
    List<List<byte[]>> sampled = sample.thumbnails();
    List<List<Thumbnail>> shown = new ArrayList<>();
    for (int cell = 0; cell < space().cellCount(); cell++) {
      String caption = space().cellTitle(cell);
      shown.add(sampled.get(cell).stream().map(png -> new Thumbnail(png, caption)).toList());
    }
    return new Thumbnails(shown, List.of());
  }

  private static Optional<byte[]> bytes(StoredImages images, Row row, String column) {
    try {
      return Optional.of(images.read(row, column));
    } catch (IOException none) { // nothing to show
      return Optional.empty();
    }
  }

  /** The images of its rows. */
  public StoredImages images() {
    return table.images();
  }

  /** Whether a column is there and holds images. */
  public boolean hasImages(String column) {
    return Arrays.asList(table.schema().fieldNames()).contains(column)
        && !labels.space().attributes().stream().map(Attribute::name).toList().contains(column)
        && ImageColumn.isImage(table.schema().apply(column).dataType());
  }

  /**
   * Writes the report as {@code audit.json} and {@code audit.html}.
   *
   * @param report what was measured
   * @param thumbnails shown per cell
   * @param directory any Hadoop path
   */
  public void write(AuditReport report, Thumbnails thumbnails, String directory) {
    write(new Path(directory, JSON), AuditJson.text(report));
    write(new Path(directory, PAGE), AuditPage.render(report, thumbnails));
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
}
