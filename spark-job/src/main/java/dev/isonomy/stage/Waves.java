package dev.isonomy.stage;

import dev.isonomy.run.RunContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Cuts units into waves, one Spark job each. Cores that are done wait for the last unit of a wave,
 * so that a wave should be long; on object storage its files appear when it ends, so that a crash
 * of the driver costs what a wave made. A wave has units of one split only.
 *
 * @param <U> the units
 */
public final class Waves<U> implements Iterator<Waves.Wave<U>> {
  /** The wait for the last unit is then a few percent of the wave. */
  private static final int UNITS_PER_CORE = 16;

  private final Iterator<U> units;
  private final Function<U, String> split;
  private final IntSupplier most;
  private U next;

  /**
   * The units of a wave.
   *
   * @param split the split of all of them
   * @param units at least one
   * @param <U> the units
   */
  public record Wave<U>(String split, List<U> units) {}

  /**
   * The waves of units.
   *
   * @param units those of a split one after the other
   * @param split the split of a unit
   * @param most units of the next wave, asked for each time: executors come and go
   */
  public Waves(Iterator<U> units, Function<U, String> split, IntSupplier most) {
    this.units = units;
    this.split = split;
    this.most = most;
    advance();
  }

  /**
   * How many units a wave has.
   *
   * @param configured as the user wants it, 0 for the usual number
   */
  public static int units(RunContext run, int configured) {
    return configured > 0 ? configured : Math.multiplyExact(UNITS_PER_CORE, run.parallelism());
  }

  private void advance() {
    next = units.hasNext() ? units.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Wave<U> next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    String name = split.apply(next);
    int size = most.getAsInt();
    List<U> wave = new ArrayList<>();
    while (next != null && wave.size() < size && split.apply(next).equals(name)) {
      wave.add(next);
      advance();
    }
    return new Wave<>(name, wave);
  }
}
