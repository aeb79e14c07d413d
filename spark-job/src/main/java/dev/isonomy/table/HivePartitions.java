package dev.isonomy.table;

import java.io.Serializable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Columns that the names of directories hold, as Hive and Spark write them: {@code
 * gender=f/x.parquet}.
 *
 * @param root path of the table's directory, without scheme
 */
record HivePartitions(String root) implements Serializable {
  /** What Hive writes for null. */
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  /**
   * The columns that the directories of a file name, from the outermost inwards.
   *
   * @param path the file's path, without scheme
   */
  List<String> columns(String path) {
    return directories(path).stream().map(each -> unescaped(each[0])).toList();
  }

  /**
   * The value of a column, null if it is Hive's null or if no directory names the column.
   *
   * @param path the file's path, without scheme
   */
  String value(String path, String column) {
    return directories(path).stream()
        .filter(each -> unescaped(each[0]).equals(column))
        .map(each -> each[1].equals(NULL) ? null : unescaped(each[1]))
        .reduce(null, (outer, inner) -> inner);
  }

  private List<String[]> directories(String path) {
    if (!path.startsWith(root + "/")) {
      return List.of();
    }
    String[] names = path.substring(root.length() + 1).split("/", -1);
    List<String[]> found = new ArrayList<>();
    for (String name : Arrays.asList(names).subList(0, names.length - 1)) {
      int equals = name.indexOf('=');
      if (equals > 0) {
        found.add(new String[] {name.substring(0, equals), name.substring(equals + 1)});
      }
    }
    return found;
  }

  /** Without the %XX that Hive and pyarrow write for signs that paths cannot have. */
  private static String unescaped(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // a % that escapes nothing
      return name;
    }
  }
}
