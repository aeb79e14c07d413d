package dev.isonomy.metric;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;

/**
 * Whether two sets of features are of one distribution: the energy distance
 *
 * <pre>E = 2 mean ||x_i - y_j|| - mean ||x_i - x_j|| - mean ||y_i - y_j||</pre>
 *
 * <p>which is 0 for equal distributions alone (Szekely and Rizzo, <i>Energy statistics</i>, Journal
 * of Statistical Planning and Inference 143, 2013), with the p-value of a permutation test: the
 * share of random divisions of all rows into two sets of these sizes whose distance is as large. It
 * is exact for any distribution.
 *
 * @param distance E, at least 0
 * @param p in (0, 1]
 * @param first rows that were compared of the first set
 * @param second rows that were compared of the second set
 */
public record EnergyTest(double distance, double p, int first, int second) {
  /** Fewer rows on a side are not compared. */
  public static final int FEWEST = 10;

  /** More rows on a side are left out: the test takes 1,000 passes over all pairs. */
  public static final int MOST = 100;

  private static final int PERMUTATIONS = 999;

  /**
   * Compares two sets.
   *
   * @param x at least one row, in random order; {@link #MOST} are used
   * @param y likewise, of the same width
   * @param seed of the permutations
   * @return the test
   */
  public static EnergyTest between(float[][] x, float[][] y, long seed) {
    int n = Math.min(MOST, x.length);
    int m = Math.min(MOST, y.length);
    float[][] rows = Arrays.copyOf(x, n + m);
    System.arraycopy(y, 0, rows, n, m);
    double[][] distances = new double[n + m][n + m];
    for (int i = 0; i < n + m; i++) {
      for (int j = 0; j < i; j++) {
        distances[i][j] = Math.sqrt(RowDistances.squared(rows[i], rows[j]));
        distances[j][i] = distances[i][j];
      }
    }
    boolean[] inFirst = new boolean[n + m];
    Arrays.fill(inFirst, 0, n, true);
    double observed = energy(distances, inFirst, n, m);
    double tolerance = 1e-12 * Math.abs(observed);
    RandomStream random = RandomStream.of(seed, 6, 0, Purpose.SUBSAMPLE);
    int asLarge = 1;
    for (int i = 0; i < PERMUTATIONS; i++) {
      shuffle(inFirst, random);
      asLarge += energy(distances, inFirst, n, m) >= observed - tolerance ? 1 : 0;
    }
    return new EnergyTest(Math.max(0, observed), (double) asLarge / (PERMUTATIONS + 1), n, m);
  }

  private static double energy(double[][] distances, boolean[] inFirst, int n, int m) {
    double within = 0;
    double across = 0;
    double second = 0;
    for (int i = 0; i < inFirst.length; i++) {
      for (int j = 0; j < i; j++) {
        if (inFirst[i] != inFirst[j]) {
          across += distances[i][j];
        } else if (inFirst[i]) {
          within += distances[i][j];
        } else {
          second += distances[i][j];
        }
      }
    }
    return (2 * across / ((double) n * m))
        - (2 * within / ((double) n * n))
        - (2 * second / ((double) m * m));
  }

  private static void shuffle(boolean[] values, RandomStream random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      boolean swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
