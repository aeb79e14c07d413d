package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table out of those of its files. A column that not every file has alike cannot
 * be read, and says why when somebody needs it; the others can.
 */
final class TableColumns {
  private final Map<String, Found> byName = new LinkedHashMap<>();
  private final List<String> partitions = new ArrayList<>();

  /** A column: where it was first seen, and why it cannot be read, if so. */
  private static final class Found {
    private final String type;
    private final String file;
    private String problem;
    private String missing = "";
    private int files;

    Found(String type, String problem, String file) {
      this.type = type;
      this.file = file;
      this.problem = problem;
    }
  }

  /**
   * Merges the columns of files.
   *
   * @param partitions columns that the names of directories hold
   * @param caseSensitive whether Spark tells columns apart by the case of letters
   */
  static TableColumns of(List<Footer> footers, List<String> partitions, boolean caseSensitive) {
    TableColumns columns = new TableColumns();
    footers.forEach(columns::add);
    columns.markMissing(footers);
    if (!caseSensitive) {
      columns.markDoubles();
    }
    for (String each : partitions) {
      if (!columns.byName.containsKey(each)) {
        columns.partitions.add(each);
        columns.byName.put(each, new Found(DataTypes.StringType.json(), "", ""));
      }
    }
    return columns;
  }

  private void add(Footer footer) {
    Set<String> here = new HashSet<>();
    for (Footer.Column column : footer.columns()) {
      Found found =
          byName.computeIfAbsent(
              column.name(), name -> new Found(column.type(), column.problem(), footer.file()));
      if (found.problem.isEmpty() && !found.type.equals(column.type())) {
        found.problem =
            "it is %s in %s but %s in %s; write both with one type"
                .formatted(shown(found.type), found.file, shown(column.type()), footer.file());
      }
      if (!here.add(column.name())) {
        found.problem = "%s has two columns of this name; rename one".formatted(footer.file());
      }
      found.files++;
    }
  }

  private void markMissing(List<Footer> footers) {
    byName.forEach(
        (name, found) -> {
          if (found.files < footers.size()) {
            found.missing =
                footers.stream()
                    .filter(each -> each.columns().stream().noneMatch(c -> c.name().equals(name)))
                    .map(Footer::file)
                    .findFirst()
                    .orElse("");
          }
        });
  }

  private static String shown(String json) {
    return json.isEmpty() ? "of another type" : DataType.fromJson(json).simpleString();
  }

  private void markDoubles() {
    Map<String, String> lower = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, Found> each : byName.entrySet()) {
      String other = lower.putIfAbsent(each.getKey(), each.getKey());
      if (other != null) {
        String problem =
            "%s and %s differ only in the case of letters; rename one"
                .formatted(other, each.getKey());
        byName.get(other).problem = problem;
        each.getValue().problem = problem;
      }
    }
  }

  /** All names in their order. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** Columns that the names of directories hold. */
  List<String> partitions() {
    return partitions;
  }

  /** The columns of the files that can be read. */
  StructType schema() {
    StructType schema = new StructType();
    for (Map.Entry<String, Found> each : byName.entrySet()) {
      if (each.getValue().problem.isEmpty() && !partitions.contains(each.getKey())) {
        schema = schema.add(each.getKey(), DataType.fromJson(each.getValue().type), true);
      }
    }
    return schema;
  }

  /** Columns that cannot be read. */
  List<String> unreadable() {
    return byName.entrySet().stream()
        .filter(each -> !each.getValue().problem.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Refuses a column that is not there or cannot be read.
   *
   * @param where how the message begins
   */
  void require(String column, String where) {
    Found found = byName.get(column);
    if (found == null) {
      throw new UserException(
          "%s has no column %s; its columns are %s%s"
              .formatted(where, column, Names.list(names()), Names.offer(column, names())));
    }
    String problem =
        Stream.of(found.problem, found.missing.isEmpty() ? "" : found.missing + " has none")
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse("");
    if (!problem.isEmpty()) {
      throw new UserException("%s: column %s cannot be read: %s".formatted(where, column, problem));
    }
  }
}
