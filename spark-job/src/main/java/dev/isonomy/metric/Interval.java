package dev.isonomy.metric;

import java.util.Arrays;

/**
 * A closed interval that a number lies in with 95% confidence.
 *
 * @param lower the lower end
 * @param upper the upper end, not below the lower one
 */
public record Interval(double lower, double upper) {
  /** The 97.5% quantile of the standard normal distribution. */
  public static final double Z_95 = 1.959963984540054;

  /**
   * Checks the order of the ends.
   *
   * @throws IllegalArgumentException if lower exceeds upper
   */
  public Interval {
    if (lower > upper) {
      throw new IllegalArgumentException(
          "lower must be at most upper but they are " + lower + " and " + upper);
    }
  }

  /**
   * Wilson's score interval of a share at 95%:
   *
   * <pre>(p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)</pre>
   *
   * <p>E. B. Wilson, <i>JASA</i> 22, 1927.
   *
   * @param successes how many of the total were of the kind, in [0, total]
   * @param total how many there are, at least 1
   * @return the interval, inside [0, 1]
   * @throws IllegalArgumentException if successes are outside [0, total] or total is below 1
   */
  public static Interval wilson(long successes, long total) {
    if (total < 1 || successes < 0 || successes > total) {
      throw new IllegalArgumentException(
          "successes must be in [0, total] but were " + successes + " of " + total);
    }
    double n = total;
    double p = successes / n;
    double z2 = Z_95 * Z_95;
    double centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
    double half = Z_95 * Math.sqrt((p * (1 - p) / n) + (z2 / (4 * n * n))) / (1 + (z2 / n));
    return new Interval(successes == 0 ? 0 : centre - half, successes == total ? 1 : centre + half);
  }

  /**
   * The central 95% of simulated values, with linear interpolation between order statistics.
   *
   * @param replicates at least one value, in any order
   * @return their 2.5% and 97.5% quantiles
   */
  public static Interval central(double[] replicates) {
    double[] sorted = replicates.clone();
    Arrays.sort(sorted);
    return new Interval(quantile(sorted, 0.025), quantile(sorted, 0.975));
  }

  /**
   * A quantile by linear interpolation, numpy's default.
   *
   * @param sorted at least one value, ascending
   * @param q in [0, 1]
   * @return the quantile
   */
  public static double quantile(double[] sorted, double q) {
    double position = q * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
  }
}
