package dev.isonomy.spark.metrics;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;

/**
 * A count over all tasks that moves while they run, for progress and metrics.
 *
 * <p>Beneath is a Spark accumulator, which the driver sees only when a task ends; where {@link
 * IsonomyPlugin} is installed, running tasks report as well. Both are lower bounds of what is done,
 * so the larger one is shown: nothing counts twice.
 */
public final class LiveCounter implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long id;
  private final LongAccumulator finished;
  private transient TaskContext task;

  private LiveCounter(LongAccumulator finished) {
    this.id = finished.id();
    this.finished = finished;
  }

  /**
   * Registers a counter.
   *
   * @param name as Spark's user interface shows it
   */
  public static LiveCounter register(SparkContext spark, String name) {
    return new LiveCounter(spark.longAccumulator(name));
  }

  // A task deserializes its own copy; its other threads have no context to ask for.
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    task = TaskContext.get();
  }

  /** Counts; inside a task from one thread at a time. */
  public void add(long count) {
    finished.add(count);
    if (task != null) {
      TaskCounts.add(task, id, count);
    }
  }

  /** The count so far, seen from the driver. */
  public long value() {
    return Math.max(finished.value(), JobCounts.sum(id));
  }
}
