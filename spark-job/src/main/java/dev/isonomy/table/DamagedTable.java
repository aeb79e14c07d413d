package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes that Spark failed because a file of a table cannot be read. */
public final class DamagedTable {
  // What Spark says of any format and any reason: 4.x, 3.5.
  private static final String[] SIGNS = {
    "FAILED_READ_FILE",
    "Encountered error while reading file",
    "CANNOT_READ_FILE_FOOTER",
    "Could not read footer",
    "CANNOT_MERGE_SCHEMAS"
  };

  // "[FAILED_READ_FILE.NO_HINT] Encountered error while reading file file:///a/b.parquet. SQLSTATE:
  // KD001", without the state in 3.5.
  private static final Pattern FILE = Pattern.compile("while reading file:? +(\\S+?)\\.?(?:\\s|$)");

  private DamagedTable() {}

  /**
   * What to throw instead of an error: a mistake that names table and file if these are to blame,
   * the error otherwise.
   *
   * @param key configuration key of the table
   * @param path where the table is
   */
  public static RuntimeException explain(Exception error, String key, String path) {
    return explain(error, key + " " + path);
  }

  static RuntimeException explain(Exception error, String where) {
    if (UserException.behind(error).isEmpty() && isDamage(error)) {
      return new UserException(
          "%s is damaged: %s; write it again".formatted(where, reason(error)), error);
    }
    return error instanceof RuntimeException same ? same : new IllegalStateException(error);
  }

  private static boolean isDamage(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each.getClass().getName().startsWith("org.apache.parquet.")) {
        return true;
      }
      for (String sign : SIGNS) {
        if (String.valueOf(each.getMessage()).contains(sign)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String reason(Throwable error) {
    String file = "";
    Throwable root = error;
    for (Throwable each = error; each != null; each = each.getCause()) {
      Matcher named = FILE.matcher(String.valueOf(each.getMessage()));
      if (named.find()) {
        file = named.group(1) + ": ";
      }
      root = each;
    }
    return file + String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
