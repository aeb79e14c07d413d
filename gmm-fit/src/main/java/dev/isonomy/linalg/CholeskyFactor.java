package dev.isonomy.linalg;

import java.io.Serializable;
import java.util.Arrays;

/**
 * S = L L^T with a lower triangular L, and W = L^-1, so that ||W (x - mu)||^2 is the squared
 * Mahalanobis distance.
 */
public final class CholeskyFactor implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int d;
  private final double[] lower; // d x d, row-major
  private final double logDeterminant;

  private CholeskyFactor(int d, double[] lower) {
    this.d = d;
    this.lower = lower;
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += Math.log(lower[(i * d) + i]);
    }
    this.logDeterminant = 2 * sum;
  }

  /**
   * Factors a symmetric matrix, raising its diagonal where that is needed to keep every pivot (the
   * variance of a coordinate given those before it) at least at the floor.
   *
   * @param d rows and columns
   * @param matrix d x d, row-major; its diagonal is raised in place so that it stays L L^T
   * @param floor the least pivot; above 0
   * @return the factor
   * @throws IllegalArgumentException if an entry is not finite
   */
  public static CholeskyFactor withFloor(int d, double[] matrix, double floor) {
    double raise = floor;
    for (int attempt = 0; attempt < 200; attempt++) {
      double[] lower = factor(d, matrix, 0.999 * floor);
      if (lower != null) {
        return new CholeskyFactor(d, lower);
      }
      for (int i = 0; i < d; i++) {
        matrix[(i * d) + i] += raise;
      }
      raise *= 2;
    }
    throw new IllegalArgumentException("the covariance has entries that are not finite");
  }

  /**
   * Factors a positive definite matrix as it is.
   *
   * @param d rows and columns
   * @param matrix d x d, row-major; not changed
   * @return the factor
   * @throws IllegalArgumentException if it is not positive definite
   */
  public static CholeskyFactor of(int d, double[] matrix) {
    double[] lower = factor(d, matrix, 0);
    if (lower == null) {
      throw new IllegalArgumentException("the covariance must be positive definite but is not");
    }
    return new CholeskyFactor(d, lower);
  }

  /**
   * L, or null if a pivot is not above the floor.
   *
   * <p>Computes U = L^T row by row and subtracts each row from those below it. Every row is an
   * array of its own, so that the JIT compiler vectorizes the inner loop.
   */
  private static double[] factor(int d, double[] matrix, double floor) {
    double[][] upper = new double[d][];
    for (int i = 0; i < d; i++) {
      upper[i] = Arrays.copyOfRange(matrix, i * d, (i + 1) * d);
    }
    double[] l = new double[ArraySize.of("a triangular factor", d, d)];
    for (int i = 0; i < d; i++) {
      double[] row = upper[i];
      if (!(row[i] > floor) || Double.isInfinite(row[i])) {
        return null;
      }
      double scale = 1 / Math.sqrt(row[i]);
      for (int j = i; j < d; j++) {
        row[j] *= scale;
        l[(j * d) + i] = row[j];
      }
      for (int j = i + 1; j < d; j++) {
        subtract(row[j], row, upper[j], j, d);
      }
    }
    return l;
  }

  /** to[from .. end) -= factor row[from .. end). */
  private static void subtract(double factor, double[] row, double[] to, int from, int end) {
    for (int j = from; j < end; j++) {
      to[j] -= factor * row[j];
    }
  }

  /** log det S. */
  public double logDeterminant() {
    return logDeterminant;
  }

  /** W = L^-1, lower triangular, d x d: W x is white. */
  public double[] inverse() {
    double[][] rows = new double[d][];
    double[] w = new double[ArraySize.of("a triangular factor", d, d)];
    for (int i = 0; i < d; i++) { // row i: (e_i - sum_{p < i} L_ip W_p) / L_ii
      double[] row = new double[d];
      for (int p = 0; p < i; p++) {
        subtract(lower[(i * d) + p], rows[p], row, 0, p + 1);
      }
      double scale = 1 / lower[(i * d) + i];
      for (int j = 0; j < i; j++) {
        row[j] *= scale;
      }
      row[i] = scale;
      rows[i] = row;
      System.arraycopy(row, 0, w, i * d, i + 1);
    }
    return w;
  }

  /**
   * tr(S^-1 M) = sum_i w_i^T M w_i over the rows w_i of L^-1.
   *
   * @param m symmetric, d x d
   * @return the trace
   */
  public double traceOfSolve(double[] m) {
    double[] w = inverse();
    double sum = 0;
    double[] product = new double[d];
    for (int i = 0; i < d; i++) { // w_i^T M w_i, w_i the i-th row of W
      Arrays.fill(product, 0);
      for (int p = 0; p <= i; p++) {
        double factor = w[(i * d) + p];
        for (int j = 0; j <= i; j++) {
          product[j] += factor * m[(p * d) + j];
        }
      }
      for (int j = 0; j <= i; j++) {
        sum += product[j] * w[(i * d) + j];
      }
    }
    return sum;
  }

  /**
   * Overwrites x by L^-1 x.
   *
   * @param x d numbers
   */
  public void solveLower(double[] x) {
    for (int i = 0; i < d; i++) {
      double sum = x[i];
      int row = i * d;
      for (int p = 0; p < i; p++) {
        sum -= lower[row + p] * x[p];
      }
      x[i] = sum / lower[row + i];
    }
  }

  /**
   * Overwrites x by L^-T x.
   *
   * @param x d numbers
   */
  public void solveUpper(double[] x) {
    for (int i = d - 1; i >= 0; i--) {
      x[i] /= lower[(i * d) + i];
      int row = i * d;
      for (int p = 0; p < i; p++) {
        x[p] -= lower[row + p] * x[i];
      }
    }
  }

  /**
   * out += L z: with z standard normal, a draw from N(0, S) is added.
   *
   * @param z d numbers
   * @param out d numbers, changed in place
   */
  public void addColoured(double[] z, double[] out) {
    for (int i = 0; i < d; i++) {
      double sum = 0;
      int row = i * d;
      for (int p = 0; p <= i; p++) {
        sum += lower[row + p] * z[p];
      }
      out[i] += sum;
    }
  }
}
