package dev.isonomy.metric;

import java.util.Arrays;

/** Small dense systems of linear equations, by Gaussian elimination with row pivoting. */
final class LinearSystem {
  /** Pivots below this make a solution meaningless. */
  private static final double SMALLEST_PIVOT = 1e-6;

  private LinearSystem() {}

  /**
   * Solves A x = b.
   *
   * @throws ArithmeticException if A is singular
   */
  static double[] solve(double[][] matrix, double[] right) {
    double[][] columns = new double[right.length][1];
    for (int i = 0; i < right.length; i++) {
      columns[i][0] = right[i];
    }
    double[] x = new double[right.length];
    double[][] solved = solve(matrix, columns);
    for (int i = 0; i < x.length; i++) {
      x[i] = solved[i][0];
    }
    return x;
  }

  /**
   * The inverse of a matrix.
   *
   * @throws ArithmeticException if it is singular
   */
  static double[][] inverse(double[][] matrix) {
    double[][] identity = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      identity[i][i] = 1;
    }
    return solve(matrix, identity);
  }

  private static double[][] solve(double[][] matrix, double[][] right) {
    int k = matrix.length;
    int width = k + right[0].length;
    double[][] a = new double[k][];
    for (int i = 0; i < k; i++) {
      a[i] = Arrays.copyOf(matrix[i], width);
      System.arraycopy(right[i], 0, a[i], k, right[i].length);
    }
    for (int column = 0; column < k; column++) {
      pivot(a, column);
      for (int row = column + 1; row < k; row++) {
        double factor = a[row][column] / a[column][column];
        for (int j = column; j < width; j++) {
          a[row][j] -= factor * a[column][j];
        }
      }
    }
    double[][] x = new double[k][right[0].length];
    for (int row = k - 1; row >= 0; row--) {
      for (int j = 0; j < x[row].length; j++) {
        double sum = a[row][k + j];
        for (int other = row + 1; other < k; other++) {
          sum -= a[row][other] * x[other][j];
        }
        x[row][j] = sum / a[row][row];
      }
    }
    return x;
  }

  private static void pivot(double[][] a, int column) {
    int best = column;
    for (int row = column + 1; row < a.length; row++) {
      if (Math.abs(a[row][column]) > Math.abs(a[best][column])) {
        best = row;
      }
    }
    if (!(Math.abs(a[best][column]) >= SMALLEST_PIVOT)) {
      throw new ArithmeticException(
          "the labels do not tell the classes apart: the confusion matrix is singular");
    }
    double[] swapped = a[best];
    a[best] = a[column];
    a[column] = swapped;
  }

  static double[] multiply(double[][] a, double[] x) {
    double[] product = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < x.length; j++) {
        product[i] += a[i][j] * x[j];
      }
    }
    return product;
  }

  static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        double factor = a[i][k];
        for (int j = 0; j < b[0].length; j++) {
          product[i][j] += factor * b[k][j];
        }
      }
    }
    return product;
  }

  static double[][] transposed(double[][] a) {
    double[][] transposed = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        transposed[j][i] = a[i][j];
      }
    }
    return transposed;
  }
}
