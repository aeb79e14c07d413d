package dev.isonomy;

import org.apache.spark.sql.SparkSession;

/** One local Spark session for all tests of a JVM: starting one takes seconds. */
public final class SharedSpark {
  private static SparkSession session;

  private SharedSpark() {}

  /** The session, started on first use; {@code local[2]}. */
  public static synchronized SparkSession session() {
    if (session == null || session.sparkContext().isStopped()) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.sql.files.minPartitionNum", "1")
              .getOrCreate();
    }
    return session;
  }
}
