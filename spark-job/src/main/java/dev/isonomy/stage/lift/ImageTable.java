package dev.isonomy.stage.lift;

import dev.isonomy.spark.Columns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * A table of images, cut into units: the rows of a file in their order, the files by name. Which
 * row is where depends on the files alone, not on how Spark reads them, so that a run that goes on
 * elsewhere goes on with the same units.
 */
final class ImageTable {
  private static final String FILE = "isonomy.file";
  private static final String INDEX = "isonomy.index";

  // As in the names of a data set's files; see dev.isonomy.dataset.UnitCommitProtocol.
  private static final Pattern SPLIT = Pattern.compile("(train|validation|test)[-_.].*");

  private final Dataset<Row> rows;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Long> offsets = new TreeMap<>();
  private long size;

  /**
   * Some consecutive rows of a file.
   *
   * @param id place among all units
   * @param file where they are
   * @param split the split that the file's name tells
   * @param first number of the first row, over all files
   * @param size number of rows
   */
  record Unit(long id, String file, String split, long first, long size) {}

  private ImageTable(Dataset<Row> rows) {
    this.rows = rows;
  }

  /**
   * Counts the rows.
   *
   * @param table read from files
   * @param unitSize most rows of a unit
   */
  static ImageTable of(Dataset<Row> table, int unitSize) {
    ImageTable images =
        new ImageTable(
            table.select(
                functions.col("*"),
                functions.col("_metadata.file_path").as(FILE),
                functions.col("_metadata.row_index").as(INDEX)));
    Map<String, Long> counts = new TreeMap<>();
    images
        .rows
        .groupBy(Columns.named(FILE))
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    counts.forEach((file, count) -> images.add(file, count, unitSize));
    return images;
  }

  private void add(String file, long count, int unitSize) {
    String split = split(file);
    offsets.put(file, size);
    for (long at = 0; at < count; at += unitSize) {
      units.add(new Unit(units.size(), file, split, size + at, Math.min(unitSize, count - at)));
    }
    size += count;
  }

  private static String split(String file) {
    Matcher matcher = SPLIT.matcher(file.substring(file.lastIndexOf('/') + 1));
    return matcher.matches() ? matcher.group(1) : "train";
  }

  /** Number of rows. */
  long size() {
    return size;
  }

  /** All units in their order. */
  List<Unit> units() {
    return units;
  }

  /**
   * The rows of units in their order, one partition per unit; only the files that hold them are
   * read.
   */
  JavaRDD<NumberedRow> rows(List<Unit> wanted) {
    Places places = new Places();
    for (Unit unit : wanted) {
      places.add(unit, offsets.get(unit.file()));
    }
    Object[] files = places.offsets.keySet().toArray();
    return rows.filter(Columns.named(FILE).isin(files))
        .toJavaRDD()
        .flatMapToPair(places::place)
        // The hash of a small integer is itself: one unit per partition.
        .partitionBy(new HashPartitioner(wanted.size()))
        .values()
        .mapPartitions(ImageTable::sorted);
  }

  /** The shuffle brings the rows of a unit in any order. */
  private static Iterator<NumberedRow> sorted(Iterator<NumberedRow> rows) {
    List<NumberedRow> unit = new ArrayList<>();
    rows.forEachRemaining(unit::add);
    unit.sort(Comparator.comparingLong(NumberedRow::number));
    return unit.iterator();
  }

  /** Which partition a row belongs to. */
  private static final class Places implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<String, Long> offsets = new HashMap<>();
    private final TreeMap<Long, Place> byFirst = new TreeMap<>();

    /** A unit's rows end before {@code end} and go to a partition. */
    private record Place(long unit, long end, int partition) implements Serializable {}

    void add(Unit unit, long offset) {
      offsets.put(unit.file(), offset);
      byFirst.put(unit.first(), new Place(unit.id(), unit.first() + unit.size(), byFirst.size()));
    }

    /** The row under its partition; nothing if its unit is not wanted. */
    Iterator<Tuple2<Integer, NumberedRow>> place(Row row) {
      long number = offsets.get(row.<String>getAs(FILE)) + row.<Long>getAs(INDEX);
      Map.Entry<Long, Place> found = byFirst.floorEntry(number);
      if (found == null || number >= found.getValue().end()) {
        return Collections.emptyIterator();
      }
      Place place = found.getValue();
      return List.of(new Tuple2<>(place.partition(), new NumberedRow(number, place.unit(), row)))
          .iterator();
    }
  }
}
