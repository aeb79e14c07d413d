package dev.isonomy.mixture;

/** Symmetric matrices stored as the rows of their upper triangle, one after the other. */
final class Packed {
  private Packed() {}

  static int length(int d) {
    return Math.toIntExact((long) d * (d + 1) / 2);
  }

  /** Packs the upper triangle of a d x d matrix. */
  static double[] pack(int d, double[] dense) {
    double[] packed = new double[length(d)];
    int to = 0;
    for (int i = 0; i < d; i++) {
      System.arraycopy(dense, (i * d) + i, packed, to, d - i);
      to += d - i;
    }
    return packed;
  }

  /** The full symmetric d x d matrix, every number times a factor. */
  static double[] unpack(int d, double[] packed, double factor) {
    double[] dense = new double[Math.multiplyExact(d, d)];
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

  /** packed += factor x x^T for the d numbers of x at an offset. */
  static void addOuter(int d, double factor, double[] x, int offset, double[] packed) {
    int to = 0;
    for (int i = 0; i < d; i++) {
      double scaled = factor * x[offset + i];
      for (int j = i; j < d; j++) {
        packed[to++] += scaled * x[offset + j];
      }
    }
  }

  /** The sum of the diagonal. */
  static double trace(int d, double[] packed) {
    double sum = 0;
    int at = 0;
    for (int i = 0; i < d; i++) {
      sum += packed[at];
      at += d - i;
    }
    return sum;
  }

  /** x += y. */
  static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  /** x -= y. */
  static void subtract(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] -= y[i];
    }
  }
}
