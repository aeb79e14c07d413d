package dev.isonomy.stage;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Says what it took a driver to come to its first task, and ends it there. */
public final class FirstTask extends SparkListener {
  private static final double MILLIS = 1e3;

  @Override
  public void onTaskStart(SparkListenerTaskStart taskStart) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    System.out.printf(
        "first task %.1f s after the start of the JVM, at most %d MB of heap%n",
        (System.currentTimeMillis() - started) / MILLIS, peak >> 20);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
