package dev.isonomy.mixture;

import java.util.Arrays;

/** Copies and checks the parameters of covariances, one row per matrix. */
final class CovarianceParameters {
  private CovarianceParameters() {}

  /** A deep copy. */
  static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * Checks the length of a row.
   *
   * @throws IllegalArgumentException if it is another one
   */
  static void requireLength(double[] row, int expected) {
    if (row.length != expected) {
      throw new IllegalArgumentException(
          "a covariance must have " + expected + " numbers but has " + row.length);
    }
  }

  /**
   * Checks variances.
   *
   * @throws IllegalArgumentException if one is not finite and above 0
   */
  static void requirePositive(double[] variances) {
    for (double each : variances) {
      if (!(each > 0) || Double.isInfinite(each)) {
        throw new IllegalArgumentException("variances must be above 0 but was " + each);
      }
    }
  }
}
