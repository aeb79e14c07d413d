package dev.isonomy.mixture.kernel;

/**
 * Loops over one number per row. Each reads all of its arrays from index 0, so that the JIT
 * compiler vectorizes it; the arrays may be longer than m.
 */
public final class RowLoops {
  private RowLoops() {}

  /**
   * sums[r] += x[r].
   *
   * @param m rows
   * @param x one number per row
   * @param sums changed in place
   */
  public static void add(int m, double[] x, double[] sums) {
    for (int r = 0; r < m; r++) {
      sums[r] += x[r];
    }
  }

  /**
   * differences[r] -= x[r].
   *
   * @param m rows
   * @param x one number per row
   * @param differences changed in place
   */
  public static void subtract(int m, double[] x, double[] differences) {
    for (int r = 0; r < m; r++) {
      differences[r] -= x[r];
    }
  }

  /**
   * products[r] *= factors[r].
   *
   * @param m rows
   * @param factors one number per row
   * @param products changed in place
   */
  public static void multiply(int m, double[] factors, double[] products) {
    for (int r = 0; r < m; r++) {
      products[r] *= factors[r];
    }
  }

  /**
   * The sum over all rows, as four interleaved partial sums: a single one would wait for each
   * addition to end before the next.
   *
   * @param m rows
   * @param x one number per row
   * @return sum_r x[r]
   */
  public static double sum(int m, double[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double e = 0;
    int r = 0;
    for (; r + 4 <= m; r += 4) {
      a += x[r];
      b += x[r + 1];
      c += x[r + 2];
      e += x[r + 3];
    }
    for (; r < m; r++) {
      a += x[r];
    }
    return (a + b) + (c + e);
  }

  /** products[r] = a[r] b[r]. */
  static void product(int m, double[] a, double[] b, double[] products) {
    for (int r = 0; r < m; r++) {
      products[r] = a[r] * b[r];
    }
  }

  /** sums[r] += (x[r] - shift)^2. */
  static void addSquaredDifferences(int m, double[] x, double shift, double[] sums) {
    for (int r = 0; r < m; r++) {
      sums[r] += (x[r] - shift) * (x[r] - shift);
    }
  }

  /** differences[r] -= x[r] / 2. */
  static void subtractHalf(int m, double[] x, double[] differences) {
    for (int r = 0; r < m; r++) {
      differences[r] -= 0.5 * x[r];
    }
  }
}
