package dev.isonomy.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives cached rows back. */
public final class RowCache {
  private static final Logger LOG = LoggerFactory.getLogger(RowCache.class);

  private RowCache() {}

  /**
   * Frees what executors hold, and waits for it: a session that is stopped while they still free it
   * prints the stack trace of a task that Spark refused to itself. Where an executor does not
   * answer, that is a line of the log; what was computed from the rows stays.
   *
   * @param rows cached or not
   */
  public static void release(JavaRDD<?> rows) {
    release(() -> rows.unpersist(true));
  }

  /**
   * As {@link #release(JavaRDD)}.
   *
   * @param rows cached or not
   */
  public static void release(Dataset<?> rows) {
    release(() -> rows.unpersist(true));
  }

  // Spark's methods are Scala's and throw checked exceptions that they do not declare.
  private static void release(Runnable unpersist) {
    try {
      unpersist.run();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.warn("cached rows may still take up memory, as an executor did not free them", e);
    }
  }
}
