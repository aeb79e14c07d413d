package dev.isonomy.linalg;

/**
 * Symmetric matrices stored as the rows of their upper triangle, one after the other: d (d + 1) / 2
 * numbers instead of d^2.
 */
public final class PackedSymmetric {
  private PackedSymmetric() {}

  /**
   * The length of a packed matrix.
   *
   * @param d rows and columns
   * @return d (d + 1) / 2
   * @throws ArithmeticException if a Java array cannot hold so many numbers
   */
  public static int length(int d) {
    return Math.toIntExact((long) d * (d + 1) / 2);
  }

  /**
   * Packs the upper triangle of a matrix.
   *
   * @param d rows and columns
   * @param dense d x d, row-major; its lower triangle is not read
   * @return the packed matrix
   */
  public static double[] pack(int d, double[] dense) {
    double[] packed = new double[length(d)];
    int to = 0;
    for (int i = 0; i < d; i++) {
      System.arraycopy(dense, (i * d) + i, packed, to, d - i);
      to += d - i;
    }
    return packed;
  }

  /**
   * The whole matrix, multiplied by a factor.
   *
   * @param d rows and columns
   * @param packed the packed matrix
   * @param factor of every number
   * @return d x d, row-major
   */
  public static double[] unpack(int d, double[] packed, double factor) {
    double[] dense = new double[ArraySize.of("a covariance matrix", d, d)];
    int from = 0;
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        double value = packed[from++] * factor;
        dense[(i * d) + j] = value;
        dense[(j * d) + i] = value;
      }
    }
    return dense;
  }

  /**
   * packed += factor x x^T.
   *
   * @param d rows and columns
   * @param factor of the product
   * @param x an array that holds the d numbers of x
   * @param offset where they begin
   * @param packed changed in place
   */
  public static void addOuter(int d, double factor, double[] x, int offset, double[] packed) {
    int to = 0;
    for (int i = 0; i < d; i++) {
      double scaled = factor * x[offset + i];
      for (int j = i; j < d; j++) {
        packed[to++] += scaled * x[offset + j];
      }
    }
  }
}
