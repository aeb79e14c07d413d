package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The levels that a network was trained at, from the cleanest on, and where its trajectories end.
 *
 * <p>Schedules of all kinds are such a table: betas by whatever formula, trained ones, those
 * without signal at their end, shifted flows, the ranges of EDM and of variance-exploding
 * processes. Immutable.
 */
public final class Levels {
  private final double[] logSnr;
  private final double[] told;
  private final Level end;

  private Levels(double[] logSnr, double[] told, Level end) {
    this.logSnr = logSnr;
    this.told = told;
    this.end = end;
  }

  /**
   * A table.
   *
   * @param logSnr the levels' log-SNR, strictly falling; the last one may be negative infinity
   * @param told what the network is told at each, strictly rising or strictly falling; empty if it
   *     is told the log-SNR itself
   * @throws UserException naming the number that is out of order
   */
  public static Levels of(double[] logSnr, Optional<double[]> told) {
    if (logSnr.length == 0) {
      throw new UserException("levels must have at least one log-SNR but have none");
    }
    for (int i = 0; i < logSnr.length; i++) {
      boolean last = i == logSnr.length - 1;
      if (!(logSnr[i] < Double.POSITIVE_INFINITY)
          || (logSnr[i] == Double.NEGATIVE_INFINITY && !last)) {
        throw new UserException("logSnr[" + i + "] must be a finite number but was " + logSnr[i]);
      }
      if (i > 0 && !(logSnr[i] < logSnr[i - 1])) {
        throw new UserException(
            "logSnr must fall strictly but goes from %s to %s at %d"
                .formatted(logSnr[i - 1], logSnr[i], i));
      }
    }
    told.ifPresent(numbers -> requireOrder(numbers, logSnr.length));
    return new Levels(logSnr.clone(), told.map(double[]::clone).orElse(null), Level.CLEAN);
  }

  private static void requireOrder(double[] told, int count) {
    if (told.length != count) {
      throw new UserException(
          "told must have a number for each of %d levels but has %d".formatted(count, told.length));
    }
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(told[i])) {
        throw new UserException("told[" + i + "] must be a finite number but was " + told[i]);
      }
      boolean rising = count > 1 && told[1] > told[0];
      if (i > 0 && !(rising ? told[i] > told[i - 1] : told[i] < told[i - 1])) {
        throw new UserException(
            "told must rise or fall strictly but goes from %s to %s at %d"
                .formatted(told[i - 1], told[i], i));
      }
    }
  }

  /**
   * The same table; trajectories end at a level with some noise instead of at a clean sample.
   *
   * @throws UserException if that is noisier than the cleanest level
   */
  public Levels endingAt(double endLogSnr) {
    if (!(endLogSnr >= logSnr[0])) {
      throw new UserException(
          "end must be at least the log-SNR of the cleanest level, %s, but was %s"
              .formatted(logSnr[0], endLogSnr));
    }
    double last = endLogSnr == logSnr[0] ? at(0).told() : Double.NaN;
    return new Levels(logSnr, told, new Level(endLogSnr, last));
  }

  /** How many there are. */
  public int count() {
    return logSnr.length;
  }

  /**
   * A level of the table.
   *
   * @param index 0 is the cleanest
   * @throws IndexOutOfBoundsException for other indices than 0 to {@link #count()} - 1
   */
  public Level at(int index) {
    return new Level(logSnr[index], told == null ? logSnr[index] : told[index]);
  }

  /** The cleanest level of the table. */
  public Level cleanest() {
    return at(0);
  }

  /** The noisiest level of the table. */
  public Level noisiest() {
    return at(count() - 1);
  }

  /** Where trajectories end: a clean sample, unless the table says otherwise. */
  public Level end() {
    return end;
  }

  /**
   * The level of a log-SNR. What the network is told there is interpolated linearly between its
   * neighbours in the table, and is that of the table's ends beyond them.
   */
  public Level of(double value) {
    if (told == null) {
      return new Level(value, value);
    }
    if (value >= logSnr[0]) {
      return new Level(value, told[0]);
    }
    int above = firstBelow(value);
    if (above == count()) {
      return new Level(value, told[count() - 1]);
    }
    double from = logSnr[above - 1];
    double share =
        logSnr[above] == Double.NEGATIVE_INFINITY ? 0 : (from - value) / (from - logSnr[above]);
    if (value == logSnr[above]) {
      share = 1;
    }
    return new Level(value, told[above - 1] + share * (told[above] - told[above - 1]));
  }

  /**
   * The level of which the network is told a number, or the nearest end of the table.
   *
   * @param number on the scale of what the network is told; interpolated as {@link #of} does
   */
  Level told(double number) {
    if (told == null) {
      return new Level(number, number);
    }
    int low = 0;
    int high = count() - 1;
    boolean rising = told[high] >= told[low];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rising ? told[middle] >= number : told[middle] <= number) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    boolean beyond = low == 0 || (rising ? told[low] <= number : told[low] >= number);
    if (beyond) {
      return at(low);
    }
    double share = (number - told[low - 1]) / (told[low] - told[low - 1]);
    return new Level(logSnr[low - 1] + share * (logSnr[low] - logSnr[low - 1]), number);
  }

  /** Index of the first level whose log-SNR is at most the given one. */
  private int firstBelow(double value) {
    int low = 0;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (logSnr[middle] <= value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Levels that
        && Arrays.equals(logSnr, that.logSnr)
        && Arrays.equals(told, that.told)
        && end.equals(that.end);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(logSnr) + Arrays.hashCode(told)) + end.hashCode();
  }
}
