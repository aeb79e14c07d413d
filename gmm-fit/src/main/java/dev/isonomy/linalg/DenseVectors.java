package dev.isonomy.linalg;

/** Sums of vectors in place. */
public final class DenseVectors {
  private DenseVectors() {}

  /**
   * sum += x.
   *
   * @param sum changed in place
   * @param x as many numbers
   */
  public static void add(double[] sum, double[] x) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += x[i];
    }
  }

  /**
   * difference -= x.
   *
   * @param difference changed in place
   * @param x as many numbers
   */
  public static void subtract(double[] difference, double[] x) {
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= x[i];
    }
  }

  /**
   * The squared Euclidean norm.
   *
   * @param x any number of numbers
   * @return sum_i x_i^2
   */
  public static double squaredNorm(double[] x) {
    double sum = 0;
    for (double each : x) {
      sum += each * each;
    }
    return sum;
  }
}
