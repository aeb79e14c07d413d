package dev.isonomy.spark.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What the tasks of this JVM have counted and not yet reported to the driver. Counts nothing unless
 * somebody reports.
 */
final class TaskCounts {
  private static final Map<JobCounts.Part, Running> RUNNING = new ConcurrentHashMap<>();
  private static volatile boolean reported;

  private TaskCounts() {}

  /** A task attempt's count; over once the attempt has ended. */
  private static final class Running {
    private final AtomicLong count = new AtomicLong();
    private volatile boolean over;
    private long sent;
  }

  static void add(TaskContext task, long counter, long count) {
    if (!reported) {
      return;
    }
    JobCounts.Part part =
        new JobCounts.Part(counter, task.stageId(), task.partitionId(), task.taskAttemptId());
    Running running = RUNNING.get(part);
    if (running == null) {
      Running fresh = new Running();
      RUNNING.put(part, fresh);
      TaskCompletionListener end = context -> fresh.over = true;
      task.addTaskCompletionListener(end);
      running = fresh;
    }
    running.count.addAndGet(count);
  }

  /** From now on somebody calls {@link #changes} again and again, or no longer does. */
  static void report(boolean reports) {
    reported = reports;
    if (!reports) {
      RUNNING.clear();
    }
  }

  /** The counts that have changed since the last call; those of ended tasks come once more. */
  static Map<JobCounts.Part, Long> changes() {
    Map<JobCounts.Part, Long> changes = new ConcurrentHashMap<>();
    RUNNING.forEach(
        (part, running) -> {
          boolean over = running.over;
          long count = running.count.get();
          if (count != running.sent) {
            changes.put(part, count);
            running.sent = count;
          }
          if (over) {
            RUNNING.remove(part);
          }
        });
    return changes;
  }
}
