package dev.isonomy.udf;

import dev.isonomy.generate.Ahead;
import dev.isonomy.generate.GeneratedImage;
import dev.isonomy.generate.ImageEncoder;
import dev.isonomy.generate.KeptDraw;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Lets the three parts of a task overlap: one thread draws, one encodes pictures, and the task's
 * own writes rows. A part that is slow makes those before it wait, not pile up.
 */
final class RowPipeline {
  /** Pictures between two parts: a few batches, a few megabytes. */
  private static final int AHEAD = 256;

  private RowPipeline() {}

  static Iterator<Row> start(
      Ahead.Producer<KeptDraw> draws, ImageEncoder encoder, Function<GeneratedImage, Row> row) {
    Ahead<KeptDraw> drawn = Ahead.start("isonomy-draw", AHEAD, draws);
    Ahead<Row> rows =
        Ahead.start(
            "isonomy-encode",
            AHEAD,
            sink -> drawn.forEachRemaining(kept -> sink.accept(row.apply(encoder.encode(kept)))));
    TaskContext task = TaskContext.get();
    if (task != null) {
      // Called before the networks are closed, which were opened before.
      TaskCompletionListener stop =
          context -> {
            rows.close();
            drawn.close();
          };
      task.addTaskCompletionListener(stop);
    }
    return rows;
  }
}
