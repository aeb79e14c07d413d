package dev.isonomy.spark;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Reads files by their literal paths: {@code run [1]} is a directory, not a pattern. */
public final class LiteralPaths {
  // Spark's own option to take paths literally, org.apache.spark.sql.execution.datasources
  // .DataSource.GLOB_PATHS_KEY, the same from 3.0 to 4.1.
  private static final String PATTERNS = "__globPaths__";

  private LiteralPaths() {}

  /**
   * A reader that takes paths literally.
   *
   * @param spark the session
   */
  public static DataFrameReader read(SparkSession spark) {
    return spark.read().option(PATTERNS, "false");
  }
}
