package dev.isonomy.run;

import dev.isonomy.config.PromptSettings;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * Reads a Parquet file of prompts as texts: {@code isonomy.prompts.parquet}. Its column is {@code
 * prompt}; {@code weight} and {@code negative} may be there.
 */
final class PromptFile {
  static final String KEY = "isonomy.prompts.parquet";

  private static final String TEXT = "prompt";
  private static final String WEIGHT = "weight";
  private static final String NEGATIVE = "negative";
  private static final List<String> COLUMNS = List.of(TEXT, WEIGHT, NEGATIVE);

  private final String where;
  private final Dataset<Row> table;
  private final Set<String> columns;

  /**
   * A row.
   *
   * @param text the prompt
   * @param weight how often it is drawn where it has no quota
   * @param negative what guidance leads away from, where the file says it
   */
  record Entry(String text, double weight, Optional<String> negative) {}

  private PromptFile(String path, Dataset<Row> table) {
    this.where = KEY + " " + path;
    this.table = table;
    this.columns = Set.of(table.columns());
  }

  /**
   * Reads a file or a folder of files.
   *
   * @throws UserException in one line, if it cannot be read, lacks the column prompt, has others
   *     than the three, has no row, or a row that is null, blank, there twice, or without a
   *     positive weight
   */
  static List<Entry> read(SparkSession spark, String path) {
    Dataset<Row> table;
    try {
      table = spark.read().parquet(path);
    } catch (Exception e) { // Spark does not declare AnalysisException
      throw new UserException(
          "%s %s cannot be read: %s"
              .formatted(KEY, path, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
    PromptFile file = new PromptFile(path, table);
    file.requireColumns();
    return file.entries();
  }

  private void requireColumns() {
    if (!columns.contains(TEXT)) {
      throw new UserException(
          "%s must have the column prompt but has %s"
              .formatted(where, String.join(", ", table.columns())));
    }
    for (String column : table.columns()) {
      if (!COLUMNS.contains(column)) {
        throw new UserException(
            "%s has the column %s, which means nothing here; the columns are prompt and, if you like, weight and negative"
                .formatted(where, column));
      }
      DataType type = table.schema().apply(column).dataType();
      boolean number = column.equals(WEIGHT);
      if (number ? !(type instanceof NumericType) : !(type instanceof StringType)) {
        throw new UserException(
            "%s: column %s must hold %s but holds %s"
                .formatted(where, column, number ? "numbers" : "texts", type.simpleString()));
      }
    }
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Row row : table.limit(PromptSettings.MOST + 1).collectAsList()) {
      String text = row.getAs(TEXT);
      if (text == null || text.isBlank()) {
        throw new UserException(
            "%s has %s prompt in row %d"
                .formatted(where, text == null ? "a null" : "an empty", entries.size()));
      }
      if (!seen.add(text)) {
        throw new UserException(
            "%s has the prompt %s twice; each must be there once"
                .formatted(where, Quoted.of(text)));
      }
      entries.add(
          new Entry(
              text,
              weight(row, text),
              columns.contains(NEGATIVE)
                  ? Optional.ofNullable(row.getAs(NEGATIVE))
                  : Optional.empty()));
    }
    if (entries.isEmpty()) {
      throw new UserException(where + " has no prompt");
    }
    if (entries.size() > PromptSettings.MOST) {
      throw new UserException(
          "%s must have at most %d prompts but has more".formatted(where, PromptSettings.MOST));
    }
    return entries;
  }

  private double weight(Row row, String text) {
    if (!columns.contains(WEIGHT)) {
      return 1;
    }
    Object found = row.getAs(WEIGHT);
    double weight = found == null ? Double.NaN : ((Number) found).doubleValue();
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new UserException(
          "%s: weight of prompt %s must be positive but was %s"
              .formatted(where, Quoted.of(text), found));
    }
    return weight;
  }
}
