package dev.isonomy.plan;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Quotas cut into work units, any of which can be derived alone.
 *
 * <p>All images are put in one sequence: the j-th image of cell c stands at (j - 1/2) / quota[c],
 * ties in the order of the cells (the sequence of Webster's divisor method). Unit u is the u-th of
 * equally long stretches. So every stretch has nearly the proportions of the whole, the sums over
 * the units are the quotas exactly, and unit u needs no other unit.
 *
 * @param quotas how many images of each cell, at least 0, at most 2^50 in all
 * @param unitSize the most images of one unit, at least 1
 */
public record UnitLayout(long[] quotas, int unitSize) implements Serializable {
  private static final long MOST_IMAGES = 1L << 50;

  /**
   * Checks the numbers.
   *
   * @throws UserException if a quota is negative, there are too many images, or the unit size is
   *     not positive
   */
  public UnitLayout {
    quotas = quotas.clone();
    long total = 0;
    for (long quota : quotas) {
      if (quota < 0) {
        throw new UserException("quotas must be at least 0 but was " + quota);
      }
      total += quota;
      if (quota > MOST_IMAGES || total > MOST_IMAGES) {
        throw new UserException("a plan must have at most 2^50 images but has more");
      }
    }
    if (unitSize < 1) {
      throw new UserException("unit size must be at least 1 but was " + unitSize);
    }
  }

  /** How many images of each cell; a copy. */
  @Override
  public long[] quotas() {
    return quotas.clone();
  }

  /** How many images in all. */
  public long images() {
    return Arrays.stream(quotas).sum();
  }

  /** How many units there are: the images over the unit size, rounded up. */
  public long unitCount() {
    return Math.floorDiv(images() + unitSize - 1, (long) unitSize);
  }

  /**
   * One unit.
   *
   * @param id its number, in [0, unitCount)
   * @return the unit with its quotas
   * @throws IllegalArgumentException if there is no such unit
   */
  public WorkUnit unit(long id) {
    long units = unitCount();
    if (id < 0 || id >= units) {
      throw new IllegalArgumentException("unit must be in [0, " + units + ") but was " + id);
    }
    long[] before = firstImages(begin(id, units));
    long[] after = firstImages(begin(id + 1, units));
    int[] unit = new int[quotas.length];
    for (int c = 0; c < unit.length; c++) {
      unit[c] = Math.toIntExact(after[c] - before[c]);
    }
    return new WorkUnit(id, unit);
  }

  /**
   * How many images of a cell each unit has: a list to read, not one for plans of very many units.
   *
   * @return [cell][unit]
   */
  int[][] quotasByUnit() {
    int[][] quotasByUnit = new int[quotas.length][Math.toIntExact(unitCount())];
    units()
        .forEach(
            unit -> {
              int[] own = unit.quotas();
              for (int c = 0; c < own.length; c++) {
                quotasByUnit[c][(int) unit.id()] = own[c];
              }
            });
    return quotasByUnit;
  }

  /** All units in order, derived one by one. */
  public Stream<WorkUnit> units() {
    return LongStream.range(0, unitCount()).mapToObj(this::unit);
  }

  private long begin(long id, long units) {
    long images = images();
    return (id * (images / units)) + Math.min(id, images % units);
  }

  /** How many of the first {@code length} images of the sequence belong to each cell. */
  private long[] firstImages(long length) {
    if (length == images()) {
      return quotas.clone();
    }
    // the largest double t with at most length images at or before t: non-negative doubles are
    // ordered like their bits
    long low = 0;
    long high = Double.doubleToLongBits(1.0);
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (Arrays.stream(upTo(Double.longBitsToDouble(middle))).sum() <= length) {
        low = middle;
      } else {
        high = middle;
      }
    }
    long[] first = upTo(Double.longBitsToDouble(low));
    long[] next = upTo(Double.longBitsToDouble(high));
    long missing = length - Arrays.stream(first).sum();
    for (int c = 0; c < first.length && missing > 0; c++) { // a tie at t: in the order of the cells
      long taken = Math.min(missing, next[c] - first[c]);
      first[c] += taken;
      missing -= taken;
    }
    return first;
  }

  private long[] upTo(double t) {
    long[] counts = new long[quotas.length];
    for (int c = 0; c < counts.length; c++) {
      counts[c] = Math.min(quotas[c], (long) Math.floor((quotas[c] * t) + 0.5));
    }
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnitLayout that
        && unitSize == that.unitSize
        && Arrays.equals(quotas, that.quotas);
  }

  @Override
  public int hashCode() {
    return (31 * unitSize) + Arrays.hashCode(quotas);
  }

  @Override
  public String toString() {
    return "UnitLayout[" + images() + " images, units of " + unitSize + "]";
  }
}
