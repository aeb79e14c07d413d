package dev.isonomy.spark.metrics;

import dev.isonomy.generate.GenerationListener;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;

/**
 * Counts of a generation over all tasks; for progress, not for data: retried tasks can count twice.
 */
public final class GenerationMetrics implements GenerationListener, Serializable {
  private static final long serialVersionUID = 1L;
  private static final double NANOSECONDS = 1e9;

  private final LiveCounter draws;
  private final LiveCounter rejected;
  private final LiveCounter abstained;
  private final LiveCounter[] kept;
  private final Map<Phase, LiveCounter> times;
  private final List<String> cells;

  private GenerationMetrics(
      List<String> cells,
      LiveCounter draws,
      LiveCounter rejected,
      LiveCounter abstained,
      LiveCounter[] kept,
      Map<Phase, LiveCounter> times) {
    this.cells = MetricNames.of(cells);
    this.draws = draws;
    this.rejected = rejected;
    this.abstained = abstained;
    this.kept = kept;
    this.times = times;
  }

  /**
   * Registers the accumulators.
   *
   * @param cells names of the cells
   */
  public static GenerationMetrics register(SparkContext spark, List<String> cells) {
    LiveCounter[] kept = new LiveCounter[cells.size()];
    for (int c = 0; c < kept.length; c++) {
      kept[c] = LiveCounter.register(spark, "isonomy.kept." + c);
    }
    Map<Phase, LiveCounter> times = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      times.put(
          phase,
          LiveCounter.register(
              spark, "isonomy.nanoseconds." + phase.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return new GenerationMetrics(
        cells,
        LiveCounter.register(spark, "isonomy.draws"),
        LiveCounter.register(spark, "isonomy.rejected"),
        LiveCounter.register(spark, "isonomy.abstained"),
        kept,
        times);
  }

  @Override
  public void drawn(int count) {
    draws.add(count);
    ExecutorMeters.drawn(count);
  }

  @Override
  public void judged(int cell, boolean accepted) {
    if (!accepted) {
      rejected.add(1);
    }
    ExecutorMeters.judged(cells.get(cell), accepted);
  }

  @Override
  public void abstained(int cell) {
    abstained.add(1);
    ExecutorMeters.abstained();
  }

  @Override
  public void kept(int cell) {
    kept[cell].add(1);
    ExecutorMeters.kept();
  }

  @Override
  public void spent(Phase phase, long nanoseconds) {
    times.get(phase).add(nanoseconds);
    ExecutorMeters.spent(phase, nanoseconds);
  }

  /** Draws so far, speculative ones included. */
  public long draws() {
    return draws.value();
  }

  /** Draws so far whose cell the labeler does not confirm, or from which it abstains. */
  public long rejected() {
    return rejected.value();
  }

  /** Draws so far from which the labeler abstained; they are among the rejected ones. */
  public long abstained() {
    return abstained.value();
  }

  /** Kept images so far. */
  public long kept() {
    long sum = 0;
    for (LiveCounter cell : kept) {
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
