package dev.isonomy.spark.task;

import dev.isonomy.generate.GeneratedImage;
import dev.isonomy.generate.ImageEncoder;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.Prefetcher;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Lets the three parts of a task overlap: one thread draws, one encodes images, and the task's own
 * writes rows. A part that is slow makes those before it wait, not pile up.
 */
final class RowPipeline {
  /** Images between two parts: a few batches, a few megabytes. */
  private static final int AHEAD = 256;

  private RowPipeline() {}

  static Iterator<Row> start(
      Prefetcher.Producer<KeptDraw> draws,
      ImageEncoder encoder,
      Function<GeneratedImage, Row> row) {
    Prefetcher<KeptDraw> drawn = Prefetcher.start("isonomy-draw", AHEAD, draws);
    Prefetcher<Row> rows =
        Prefetcher.start(
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
