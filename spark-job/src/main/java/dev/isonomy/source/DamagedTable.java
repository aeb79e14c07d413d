package dev.isonomy.source;

import dev.isonomy.error.UserException;

/** Recognizes that Spark failed because a table cannot be read. */
public final class DamagedTable {
  // What Spark says of any format and any reason: 4.x, 3.5.
  private static final String[] SIGNS = {
    "FAILED_READ_FILE",
    "Encountered error while reading file",
    "CANNOT_READ_FILE_FOOTER",
    "Could not read footer",
    "CANNOT_MERGE_SCHEMAS"
  };

  private DamagedTable() {}

  /**
   * What to throw instead of an error: a mistake that names the table if the table is to blame, the
   * error otherwise.
   *
   * @param key configuration key of the table
   * @param path where the table is
   */
  public static RuntimeException explain(Exception error, String key, String path) {
    if (UserException.behind(error).isEmpty()) {
      for (Throwable each = error; each != null; each = each.getCause()) {
        String text = String.valueOf(each.getMessage());
        boolean parquet = each.getClass().getName().startsWith("org.apache.parquet.");
        for (String sign : SIGNS) {
          if (parquet || text.contains(sign)) {
            return new UserException(
                key
                    + ": "
                    + path
                    + " is damaged ("
                    + text.lines().findFirst().orElse("no reason given")
                    + "); write it again",
                error);
          }
        }
      }
    }
    return error instanceof RuntimeException same ? same : new IllegalStateException(error);
  }
}
