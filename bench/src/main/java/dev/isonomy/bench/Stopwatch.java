package dev.isonomy.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Seconds on the wall and of this process's CPU, which other processes disturb less. */
final class Stopwatch {
  /**
   * What something took.
   *
   * @param <T> its result
   * @param result what it gave
   * @param seconds on the wall
   * @param cpuSeconds of all threads of this process
   */
  record Timed<T>(T result, double seconds, double cpuSeconds) {}

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Stopwatch() {}

  static <T> Timed<T> time(Supplier<T> work) {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    T result = work.get();
    return new Timed<>(
        result, (System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
  }
}
