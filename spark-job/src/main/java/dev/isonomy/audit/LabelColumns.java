package dev.isonomy.audit;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.spark.Columns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StringType;

/**
 * The label columns of somebody's table: which attributes they are, and what their values mean.
 *
 * @param space the attributes, one per column, in the columns' order
 * @param values the values of each column in the order of its classes, as text
 */
public record LabelColumns(AttributeSpace space, List<List<String>> values)
    implements Serializable {
  /** More distinct values than this are no classes. */
  public static final int MOST_CLASSES = 64;

  /** Copies the lists. */
  public LabelColumns {
    values = values.stream().map(List::copyOf).toList();
  }

  /**
   * Finds out what columns hold.
   *
   * @param rows the table
   * @param columns one per attribute, by name or by number from 1; one that is no column's name may
   *     list several between commas
   * @param names class names of columns, where they are known; such a column may hold the names or
   *     their numbers 0, 1, ...
   * @return the columns' attributes
   * @throws UserException if a column is missing or has no classes or too many
   */
  public static LabelColumns of(
      Dataset<Row> rows, List<String> columns, Map<String, List<String>> names) {
    List<Attribute> attributes = new ArrayList<>();
    List<List<String>> values = new ArrayList<>();
    for (String each : columns.stream().flatMap(text -> listed(rows, text)).toList()) {
      String column = column(rows, each);
      List<String> classes = names.get(column);
      if (classes == null) {
        classes = distinct(rows, column);
        values.add(classes);
      } else {
        values.add(isText(rows, column) ? classes : numbers(classes.size()));
      }
      attributes.add(new Attribute(column, classes));
    }
    return new LabelColumns(new AttributeSpace(attributes), values);
  }

  private static Stream<String> listed(Dataset<Row> rows, String text) {
    boolean whole = Arrays.asList(rows.columns()).contains(text);
    return whole ? Stream.of(text) : Arrays.stream(text.split(",", -1)).map(String::strip);
  }

  private static String column(Dataset<Row> rows, String nameOrNumber) {
    List<String> columns = Arrays.asList(rows.columns());
    if (columns.contains(nameOrNumber)) {
      return nameOrNumber;
    }
    if (nameOrNumber.matches("\\d{1,6}")) {
      int number = Integer.parseInt(nameOrNumber);
      if (number >= 1 && number <= columns.size()) {
        return columns.get(number - 1);
      }
      throw new UserException(
          "label column %s must be a number from 1 to %d, or a name out of %s"
              .formatted(nameOrNumber, columns.size(), String.join(", ", columns)));
    }
    throw new UserException(
        "label column %s is not in the data set, whose columns are %s"
            .formatted(nameOrNumber, String.join(", ", columns)));
  }

  /** Whether a table has a column of an attribute's name with nothing but its classes in it. */
  static boolean fits(Dataset<Row> rows, Attribute attribute) {
    if (!Arrays.asList(rows.columns()).contains(attribute.name())) {
      return false;
    }
    List<String> allowed =
        isText(rows, attribute.name()) ? attribute.classes() : numbers(attribute.size());
    return rows
        .select(Columns.named(attribute.name()).cast("string"))
        .na()
        .drop()
        .distinct()
        .limit(MOST_CLASSES + 1)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .allMatch(value -> allowed.contains(value) || value.equals("-1"));
  }

  private static boolean isText(Dataset<Row> rows, String column) {
    return rows.schema().apply(column).dataType() instanceof StringType;
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static List<String> distinct(Dataset<Row> rows, String column) {
    List<String> found =
        new ArrayList<>(
            rows
                .select(Columns.named(column).cast("string"))
                .na()
                .drop()
                .distinct()
                .limit(MOST_CLASSES + 1)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList());
    if (found.size() < 2 || found.size() > MOST_CLASSES) {
      throw new UserException(
          "label column %s must have 2 to %d distinct values but has %s"
              .formatted(
                  column,
                  MOST_CLASSES,
                  found.size() > MOST_CLASSES ? "more" : String.valueOf(found.size())));
    }
    // Numbers in their order, 10 after 9.
    found.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    return found.stream().allMatch(value -> value.matches("-?\\d+"))
        ? found
        : found.stream().sorted().toList();
  }

  /**
   * A row's cell, {@link AuditRow#UNKNOWN} if a label is null or -1, which is how Hugging Face
   * {@code datasets} writes a label that is not known.
   */
  public int cell(Row row) {
    int[] classes = new int[values.size()];
    for (int a = 0; a < classes.length; a++) {
      String name = space.attributes().get(a).name();
      Object value = row.getAs(name);
      if (value == null) {
        return AuditRow.UNKNOWN;
      }
      classes[a] = values.get(a).indexOf(value.toString());
      if (classes[a] < 0 && value.toString().equals("-1")) {
        return AuditRow.UNKNOWN;
      }
      if (classes[a] < 0) {
        throw new UserException(
            "label column %s must hold %s but holds %s"
                .formatted(name, String.join(", ", values.get(a)), value));
      }
    }
    return space.cell(classes);
  }
}
