package dev.isonomy.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Releases cached rows. */
public final class RowCache {
  private static final Logger LOG = LoggerFactory.getLogger(RowCache.class);

  private RowCache() {}

  /**
   * Frees the memory that executors hold, and waits for it: stopping a session in the meantime
   * would print the stack trace of a rejected task. If an executor does not answer, a line is
   * logged; results that were computed from the rows stay valid.
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
