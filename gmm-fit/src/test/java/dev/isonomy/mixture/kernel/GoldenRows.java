package dev.isonomy.mixture.kernel;

/** The rows of gmm_golden.py: the same integer recurrence, so that no rows have to be stored. */
public final class GoldenRows {
  private static final long MULTIPLIER = 48271;
  private static final long MODULUS = 2147483647;

  private GoldenRows() {}

  /**
   * Makes rows.
   *
   * @param n how many
   * @param d numbers per row
   * @param k clusters, which take turns
   * @param spread of the clusters' centres
   * @param seed of the recurrence
   */
  public static double[][] of(int n, int d, int k, double spread, long seed) {
    double[] u = new double[(n * d * 4) + (k * d)];
    long state = seed;
    for (int i = 0; i < u.length; i++) {
      state = state * MULTIPLIER % MODULUS;
      u[i] = (double) state / MODULUS;
    }
    double[][] rows = new double[n][d];
    for (int r = 0; r < n; r++) {
      double before = 0;
      for (int i = 0; i < d; i++) {
        double noise = -2;
        for (int q = 0; q < 4; q++) {
          noise += u[(k * d) + (((r * d) + i) * 4) + q];
        }
        rows[r][i] = noise + (0.5 * before) + (spread * (u[((r % k) * d) + i] - 0.5));
        before = noise;
      }
    }
    return rows;
  }
}
