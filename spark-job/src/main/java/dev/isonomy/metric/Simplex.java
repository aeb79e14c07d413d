package dev.isonomy.metric;

import java.util.Arrays;

/** The probability simplex. */
final class Simplex {
  private Simplex() {}

  /**
   * The nearest point of {p : p >= 0, sum p = 1} in the Euclidean distance. Duchi, Shalev-Shwartz,
   * Singer, Chandra, <i>Efficient projections onto the l1-ball</i>, ICML 2008, figure 1.
   */
  static double[] project(double[] v) {
    double[] sorted = v.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double shift = 0;
    for (int i = sorted.length - 1, rank = 1; i >= 0; i--, rank++) {
      sum += sorted[i];
      double candidate = (sum - 1) / rank;
      if (sorted[i] - candidate > 0) {
        shift = candidate;
      }
    }
    double[] projected = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      projected[i] = Math.max(0, v[i] - shift);
    }
    return projected;
  }
}
