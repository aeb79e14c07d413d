package dev.isonomy.udf;

import dev.isonomy.generate.GenerationListener;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts of a generation over all tasks, as Spark accumulators; for progress, not for data: retried
 * tasks count twice.
 */
public final class GenerationMetrics implements GenerationListener, Serializable {
  private static final long serialVersionUID = 1L;
  private static final double NANOSECONDS = 1e9;

  private final LongAccumulator draws;
  private final LongAccumulator[] kept;
  private final Map<Phase, LongAccumulator> times;

  private GenerationMetrics(
      LongAccumulator draws, LongAccumulator[] kept, Map<Phase, LongAccumulator> times) {
    this.draws = draws;
    this.kept = kept;
    this.times = times;
  }

  /**
   * Registers the accumulators.
   *
   * @param cells number of cells
   */
  public static GenerationMetrics register(SparkContext spark, int cells) {
    LongAccumulator[] kept = new LongAccumulator[cells];
    for (int c = 0; c < cells; c++) {
      kept[c] = spark.longAccumulator("isonomy.kept." + c);
    }
    Map<Phase, LongAccumulator> times = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      times.put(
          phase,
          spark.longAccumulator(
              "isonomy.nanoseconds." + phase.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return new GenerationMetrics(spark.longAccumulator("isonomy.draws"), kept, times);
  }

  @Override
  public void drawn(int count) {
    draws.add((long) count);
  }

  @Override
  public void kept(int cell) {
    kept[cell].add(1L);
  }

  @Override
  public void spent(Phase phase, long nanoseconds) {
    times.get(phase).add(nanoseconds);
  }

  /** Draws so far, speculative ones included. */
  public long draws() {
    return draws.value();
  }

  /** Kept images so far. */
  public long kept() {
    long sum = 0;
    for (LongAccumulator cell : kept) {
      sum += cell.value();
    }
    return sum;
  }

  /** Kept images per cell so far. */
  public long[] keptPerCell() {
    long[] counts = new long[kept.length];
    for (int c = 0; c < counts.length; c++) {
      counts[c] = kept[c].value();
    }
    return counts;
  }

  /** Seconds that all tasks together spent in a phase. */
  public double seconds(Phase phase) {
    return times.get(phase).value() / NANOSECONDS;
  }
}
