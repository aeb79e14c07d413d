package dev.isonomy.table;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.error.UserException;
import dev.isonomy.spark.Columns;
import dev.isonomy.spi.SourceImage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * The label columns of a table as cells: each column is an attribute, and each value a class of it,
 * matched by name.
 */
public final class LabelColumns implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More distinct values than this are no classes. */
  public static final int MOST_CLASSES = 64;

  // 1, 1.0 and "1" are one class; so many spellings of each are looked at.
  private static final int SPELLINGS = 4;

  private final AttributeSpace space;
  private final List<LabelColumn> columns;
  private final List<String> notes = new ArrayList<>();

  private LabelColumns(Table table, List<LabelColumn> columns) {
    this.space = new AttributeSpace(columns.stream().map(LabelColumn::attribute).toList());
    this.columns = List.copyOf(columns);
    this.columns.forEach(each -> note(table, each));
  }

  private void note(Table table, LabelColumn column) {
    List<String> classes = column.attribute().classes();
    if (column.numbers().isEmpty()) {
      return;
    }
    String name = column.attribute().name();
    if (table.names().of(name).isEmpty()) {
      notes.add(
          "%s: nothing names the numbers in column %s; they are taken in the bundle's order: %s"
              .formatted(table.where(), name, LabelValues.order(classes)));
    }
    List<String> lacking =
        classes.stream().filter(each -> Names.indexIn(column.numbers(), each) < 0).toList();
    if (!lacking.isEmpty()) {
      notes.add(
          "%s: column %s has the classes %s but not %s"
              .formatted(table.where(), name, Names.list(column.numbers()), Names.list(lacking)));
    }
  }

  /**
   * A table's columns of the attributes of a model, or of another table. All values are looked at:
   * one that is no class is found now.
   *
   * @param table with a column of each attribute's name
   * @param space the attributes
   * @param rule what numbers mean that the table does not name
   * @param key what the user sets to {@code bundle-order} if these are the classes in their order
   * @throws UserException naming the column and the value that is no class, and where it stands
   */
  public static LabelColumns matching(
      Table table, AttributeSpace space, ClassNumbers rule, String key) {
    requireAll(table, space);
    List<LabelColumn> columns = new ArrayList<>();
    for (Attribute attribute : space.attributes()) {
      LabelValues values =
          LabelValues.of(table, attribute.name(), SPELLINGS * (attribute.size() + MOST_CLASSES));
      columns.add(values.matching(attribute, rule, key));
    }
    return new LabelColumns(table, columns);
  }

  private static void requireAll(Table table, AttributeSpace space) {
    List<String> there = table.columns();
    for (Attribute attribute : space.attributes()) {
      if (!there.contains(attribute.name())) {
        throw new UserException(
            "%s must have a column %s with classes %s but has the columns %s%s"
                .formatted(
                    table.where(),
                    attribute.name(),
                    Names.list(attribute.classes()),
                    Names.list(there),
                    Names.offer(attribute.name(), there)));
      }
    }
  }

  /**
   * A table's columns as attributes of their own.
   *
   * @param table any
   * @param labels the columns, by name or by number from 1, several in one text between commas; if
   *     empty, those whose class names the table tells, else those of known attributes
   * @param known attributes, such as a bundle's, that name the classes of columns of the same name
   *     that the table itself does not name
   * @param rule what numbers mean that nobody names in columns of known attributes
   * @param key see {@link #matching}
   * @throws UserException if it is not clear which columns are labels, or one has no classes, or
   *     too many
   */
  public static LabelColumns of(
      Table table, List<String> labels, List<Attribute> known, ClassNumbers rule, String key) {
    Map<String, Attribute> byName = new LinkedHashMap<>();
    known.forEach(each -> byName.put(each.name(), each));
    List<LabelColumn> columns = new ArrayList<>();
    for (String name : names(table, labels, byName.keySet())) {
      LabelValues values = LabelValues.of(table, name, SPELLINGS * MOST_CLASSES);
      columns.add(values.own(byName.get(name), rule, key));
    }
    return new LabelColumns(table, columns);
  }

  private static Set<String> names(Table table, List<String> labels, Set<String> bundles) {
    Set<String> names = new LinkedHashSet<>();
    labels.stream()
        .flatMap(each -> listed(table, each))
        .forEach(each -> names.add(named(table, each)));
    if (names.isEmpty()) {
      ClassNames known = table.names();
      known.columns().stream().filter(each -> isChoice(known, each)).forEach(names::add);
    }
    if (names.isEmpty()) {
      bundles.stream().filter(table.columns()::contains).forEach(names::add);
    }
    if (names.isEmpty()) {
      throw new UserException(
          "%s does not tell which columns are labels; name them, out of %s"
              .formatted(table.where(), Names.list(table.columns())));
    }
    return names;
  }

  /** A text that is no column's name may list several between commas. */
  private static Stream<String> listed(Table table, String text) {
    return table.columns().contains(text)
        ? Stream.of(text)
        : Arrays.stream(text.split(",", -1)).map(String::strip);
  }

  /** A column of one class labels nothing. */
  private static boolean isChoice(ClassNames names, String column) {
    return names.of(column).map(List::size).orElse(0) > 1;
  }

  private static String named(Table table, String nameOrNumber) {
    List<String> columns = table.columns();
    if (columns.contains(nameOrNumber) || !nameOrNumber.matches("\\d{1,6}")) {
      if (!columns.contains(nameOrNumber)) {
        throw new UserException(
            "label column %s is not in the data set %s, whose columns are %s%s"
                .formatted(
                    nameOrNumber,
                    table.where(),
                    Names.list(columns),
                    Names.offer(nameOrNumber, columns)));
      }
      return nameOrNumber;
    }
    int number = Integer.parseInt(nameOrNumber);
    if (number < 1 || number > columns.size()) {
      throw new UserException(
          "label column %s must be a number from 1 to %d, or a name out of %s"
              .formatted(nameOrNumber, columns.size(), Names.list(columns)));
    }
    return columns.get(number - 1);
  }

  /** The attributes, in the columns' order. */
  public AttributeSpace space() {
    return space;
  }

  /** The columns of a table that hold the labels. */
  public Column[] of(Table table) {
    return space.attributes().stream()
        .map(each -> table.column(each.name()))
        .toArray(Column[]::new);
  }

  /**
   * A row's cell, {@link SourceImage#UNLABELLED} if a label is missing.
   *
   * @param row has the label columns, by name
   * @throws UserException if a value is no class
   */
  public int cell(Row row) {
    int[] classes = new int[columns.size()];
    for (int a = 0; a < classes.length; a++) {
      LabelColumn column = columns.get(a);
      classes[a] = column.classOf(row.getAs(column.attribute().name()));
    }
    return Arrays.stream(classes).anyMatch(each -> each == LabelColumn.MISSING)
        ? SourceImage.UNLABELLED
        : space.cell(classes);
  }

  /**
   * Counts the rows of each cell.
   *
   * @param table the one whose columns these are
   * @return a count per cell, and then one of the rows that lack a label
   */
  public long[] count(Table table) {
    long[] counts = new long[space.cellCount() + 1];
    for (Row group : table.collect(table.rows().select(of(table)).groupBy(aliases()).count())) {
      int cell = cell(group);
      counts[cell == SourceImage.UNLABELLED ? space.cellCount() : cell] +=
          group.getLong(columns.size());
    }
    return counts;
  }

  private Column[] aliases() {
    return space.attributes().stream()
        .map(each -> Columns.named(each.name()))
        .toArray(Column[]::new);
  }

  /** What people should know about how the labels were understood, one line each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
