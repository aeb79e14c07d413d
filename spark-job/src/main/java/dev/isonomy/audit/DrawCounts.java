package dev.isonomy.audit;

import dev.isonomy.attribute.AttributeSpace;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Reads from a generated data set itself how many draws its images took. A sample id ends with the
 * number of the draw inside its unit and cell ({@code u000003-c07-d000012}), and the draws of a
 * unit and cell end with the last image kept.
 */
public final class DrawCounts {
  private DrawCounts() {}

  /**
   * Counts kept images and draws per cell.
   *
   * @param rows with the columns {@code unit}, {@code cell} (its name) and {@code sample_id}
   * @param space the cells
   * @param seconds that generation took, 0 if unknown
   * @return the counts
   */
  public static GenerationReport read(Dataset<Row> rows, AttributeSpace space, double seconds) {
    // The cell of a sample id tells prompts apart, too.
    Column drawn = functions.regexp_extract(functions.col("sample_id"), "-c(\\d+)-", 1);
    List<Row> groups =
        rows.groupBy(functions.col("unit"), functions.col("cell"), drawn)
            .agg(
                functions.count(functions.lit(1)).alias("kept"),
                functions
                    .max(
                        functions
                            .regexp_extract(functions.col("sample_id"), "-d(\\d+)$", 1)
                            .cast("long"))
                    .alias("last"))
            .groupBy("cell")
            .agg(functions.sum("kept"), functions.sum(functions.col("last").plus(1)))
            .collectAsList();
    long[] kept = new long[space.cellCount()];
    long[] draws = new long[space.cellCount()];
    for (Row group : groups) {
      int cell = space.cellOfName(group.getString(0));
      kept[cell] = group.getLong(1);
      draws[cell] = group.isNullAt(2) ? group.getLong(1) : group.getLong(2);
    }
    return GenerationReport.of(kept, draws, seconds);
  }
}
