package dev.isonomy.spark.metrics;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tasks of all executors have reported, on the driver. Of several attempts at a partition
 * the one that got furthest counts, so that retries and speculation count once and a bar never runs
 * backwards.
 */
final class JobCounts {
  private static final Map<Long, Map<Partition, Long>> COUNTS = new ConcurrentHashMap<>();

  private JobCounts() {}

  /**
   * A task attempt's share of a counter.
   *
   * @param counter id of the counter's accumulator, unique in the driver
   */
  record Part(long counter, int stage, int partition, long attempt) implements Serializable {}

  private record Partition(int stage, int index) {}

  /** Takes the counts of task attempts, each the whole count so far. */
  static void merge(Map<Part, Long> counts) {
    counts.forEach(
        (part, count) ->
            COUNTS
                .computeIfAbsent(part.counter(), counter -> new ConcurrentHashMap<>())
                .merge(new Partition(part.stage(), part.partition()), count, Math::max));
  }

  /** A counter's sum over all partitions that have reported. */
  static long sum(long counter) {
    return COUNTS.getOrDefault(counter, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
