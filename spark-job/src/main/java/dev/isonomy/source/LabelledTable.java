package dev.isonomy.source;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A user's Parquet with a label column per attribute: class names, or class numbers. */
public final class LabelledTable {
  /** The cell of a row that lacks a label. */
  public static final int UNLABELLED = -1;

  private LabelledTable() {}

  /**
   * Opens a table.
   *
   * @throws UserException if there is no readable Parquet
   */
  public static Dataset<Row> open(SparkSession spark, String path, String key) {
    try {
      return spark.read().parquet(path);
    } catch (Exception e) { // AnalysisException is checked in Java's eyes, but not declared
      boolean missing = e instanceof AnalysisException;
      throw new UserException(
          key
              + ": "
              + path
              + (missing ? " has no Parquet files that can be read" : " cannot be read")
              + " ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given")
              + ")",
          e);
    }
  }

  /**
   * Refuses a table without a label column for every attribute.
   *
   * @throws UserException naming the first that is missing
   */
  public static void requireLabels(
      Dataset<Row> table, AttributeSpace space, String path, String key) {
    List<String> columns = Arrays.asList(table.columns());
    for (Attribute attribute : space.attributes()) {
      if (!columns.contains(attribute.name())) {
        throw new UserException(
            "%s: %s must have a column %s with classes %s but has the columns %s"
                .formatted(
                    key,
                    path,
                    attribute.name(),
                    String.join(", ", attribute.classes()),
                    String.join(", ", columns)));
      }
    }
  }

  /** Label columns of the attributes that a table has. */
  public static boolean hasLabels(Dataset<Row> table, AttributeSpace space) {
    List<String> columns = Arrays.asList(table.columns());
    return space.attributes().stream().map(Attribute::name).allMatch(columns::contains);
  }

  /**
   * The cell of a row, {@link #UNLABELLED} if a label is null.
   *
   * @throws UserException if a label names no class
   */
  public static int cell(Row row, AttributeSpace space, String path) {
    int[] classes = new int[space.attributes().size()];
    for (int a = 0; a < classes.length; a++) {
      Attribute attribute = space.attributes().get(a);
      Object label = row.getAs(attribute.name());
      if (label == null) {
        return UNLABELLED;
      }
      classes[a] = classOf(label, attribute, path);
    }
    return space.cell(classes);
  }

  private static int classOf(Object label, Attribute attribute, String path) {
    int index =
        label instanceof Number number
            ? (int) Math.max(-1, Math.min(Integer.MAX_VALUE, number.longValue()))
            : attribute.classes().indexOf(label.toString());
    if (index < 0 || index >= attribute.size()) {
      throw new UserException(
          "%s: column %s must hold %s, or their numbers from 0, but holds %s"
              .formatted(path, attribute.name(), String.join(", ", attribute.classes()), label));
    }
    return index;
  }
}
