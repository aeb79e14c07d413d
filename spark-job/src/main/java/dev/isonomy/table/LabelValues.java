package dev.isonomy.table;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.error.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * The distinct values of a label column, from which its classes are understood.
 *
 * @param table where the column is
 * @param name the column's
 * @param values distinct, without null; not all of them if there are very many
 * @param names class names by number, empty if the table tells none
 */
record LabelValues(Table table, String name, List<Object> values, List<String> names) {

  /**
   * Looks at a column.
   *
   * @param most so many distinct values settle what the column is
   * @throws UserException if it cannot be a label column
   */
  static LabelValues of(Table table, String name, int most) {
    table.require(name);
    DataType type = table.schema().apply(name).dataType();
    if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
      throw new UserException(
          "%s: label column %s must hold texts or numbers but is %s"
              .formatted(table.where(), name, type.simpleString()));
    }
    List<Object> values = new ArrayList<>();
    Dataset<Row> distinct = table.rows().select(table.column(name)).distinct().limit(most);
    for (Row row : table.collect(distinct)) {
      if (!row.isNullAt(0)) {
        values.add(row.get(0));
      }
    }
    return new LabelValues(table, name, values, table.names().of(name).orElse(List.of()));
  }

  /** The column as the classes of an attribute that is known. */
  LabelColumn matching(Attribute attribute, ClassNumbers rule, String key) {
    LabelColumn column = new LabelColumn(attribute, names);
    if (names.isEmpty() && needsNumbers(attribute)) {
      if (rule != ClassNumbers.BUNDLE_ORDER) {
        throw unnamed(attribute, key);
      }
      column = new LabelColumn(attribute, attribute.classes());
    }
    check(column);
    return column;
  }

  /**
   * The column as an attribute of its own: by the names that the table tells, else by those of a
   * known attribute, else every distinct value is a class.
   *
   * @param known an attribute of the same name, or null
   */
  LabelColumn own(Attribute known, ClassNumbers rule, String key) {
    if (!names.isEmpty()) {
      LabelColumn column = new LabelColumn(attribute(names), names);
      check(column);
      return column;
    }
    boolean bundles = known != null && (needsNumbers(known) || isOf(known));
    return bundles ? matching(known, rule, key) : distinct();
  }

  /** Whether some values are numbers that are no class's name. */
  private boolean needsNumbers(Attribute attribute) {
    return texts().stream()
        .anyMatch(
            text ->
                (text.matches("\\d{1,9}") || isTruth(text))
                    && Names.indexIn(attribute.classes(), text) < 0);
  }

  private boolean isTruth(String text) {
    return values.get(0) instanceof Boolean && (text.equals("true") || text.equals("false"));
  }

  private boolean isOf(Attribute attribute) {
    return texts().stream().allMatch(text -> Names.indexIn(attribute.classes(), text) >= 0);
  }

  private UserException unnamed(Attribute attribute, String key) {
    return new UserException(
        "%s: column %s holds numbers, and neither the Parquet metadata nor a README.md names them; set %s to bundle-order if %s"
            .formatted(table.where(), name, key, order(attribute.classes())));
  }

  /** "0 is a, 1 is b". */
  static String order(List<String> classes) {
    List<String> order = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      order.add(i + " is " + classes.get(i));
    }
    return Names.list(order);
  }

  private void check(LabelColumn column) {
    for (Object value : values) {
      try {
        column.classOf(value);
      } catch (UserException e) {
        String place = table.placeOf(name, value);
        throw new UserException(
            "%s: %s%s"
                .formatted(
                    table.where(), e.getMessage(), place.isEmpty() ? "" : ", first in " + place),
            e);
      }
    }
  }

  private LabelColumn distinct() {
    List<String> texts = texts();
    if (texts.size() < 2 || texts.size() > LabelColumns.MOST_CLASSES) {
      throw new UserException(
          "%s: label column %s must have 2 to %d distinct values but has %s"
              .formatted(
                  table.where(),
                  name,
                  LabelColumns.MOST_CLASSES,
                  texts.size() > LabelColumns.MOST_CLASSES
                      ? "more"
                      : String.valueOf(texts.size())));
    }
    return new LabelColumn(attribute(texts), List.of());
  }

  private Attribute attribute(List<String> classes) {
    try {
      return new Attribute(name, classes);
    } catch (UserException e) {
      throw new UserException(table.where() + ": " + e.getMessage(), e);
    }
  }

  /** The values as texts without missing ones: numbers in their order, else by the alphabet. */
  private List<String> texts() {
    Map<String, String> texts = new TreeMap<>(); // by what is the same for Unicode
    for (Object value : values) {
      String text = LabelColumn.text(value);
      if (text != null && !LabelColumn.isMissing(text)) {
        texts.merge(Names.composed(text), text, (a, b) -> a.compareTo(b) < 0 ? a : b);
      }
    }
    List<String> sorted = new ArrayList<>(texts.values());
    if (sorted.stream().allMatch(LabelValues::isNumber)) {
      sorted.sort((a, b) -> new BigDecimal(a).compareTo(new BigDecimal(b)));
    }
    return sorted;
  }

  private static boolean isNumber(String text) {
    return text.matches("-?\\d{1,30}(\\.\\d{1,30})?");
  }
}
