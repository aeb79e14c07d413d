package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.ArraySize;

/**
 * The dense products that a fit spends its time in. A native engine can take the place of {@link
 * JavaMatrixKernel}.
 *
 * <p>All matrices are row-major without padding and start at index 0 of their array, which may be
 * longer than the matrix. Implementations are safe for use by several threads.
 */
public interface MatrixKernel {
  /** The most rows of one step of {@link MahalanobisDistances} and {@link Scatters}. */
  int MOST_ROWS = 256;

  /** The name that reports show. */
  String name();

  /**
   * C += A B.
   *
   * @param m rows of A and C
   * @param n columns of B and C
   * @param k columns of A, rows of B
   * @param a m x k
   * @param b k x n
   * @param c m x n
   */
  void multiply(int m, int n, int k, double[] a, double[] b, double[] c);

  /**
   * C += A B^T.
   *
   * @param m rows of A and C
   * @param n rows of B, columns of C
   * @param k columns of A and B
   * @param a m x k
   * @param b n x k
   * @param c m x n
   */
  default void multiplyTransposed(int m, int n, int k, double[] a, double[] b, double[] c) {
    double[] transposed = new double[ArraySize.of("a transposed matrix", k, n)];
    Transposition.transpose(n, k, b, transposed);
    multiply(m, n, k, a, transposed, c);
  }

  /**
   * Y = W X for a lower triangular W.
   *
   * @param d rows and columns of W, rows of X and Y
   * @param n columns of X and Y
   * @param w d x d; what is above its diagonal is not read as anything but zero
   * @param x d x n
   * @param y d x n; overwritten
   */
  void multiplyLower(int d, int n, double[] w, double[] x, double[] y);

  /**
   * The upper triangle of C += X^T X. What is below the diagonal of C is left undefined.
   *
   * @param m rows of X
   * @param d columns of X, rows and columns of C
   * @param x m x d
   * @param c d x d
   */
  void addGram(int m, int d, double[] x, double[] c);

  /**
   * Prepares the distances of the E-step with full covariances.
   *
   * @param lower the lower triangular W_k, d x d each; kept, not copied
   * @param offsets the o_k, d numbers each; kept, not copied
   * @return the distances, for one thread
   */
  default MahalanobisDistances distances(double[][] lower, double[][] offsets) {
    return new KernelDistances(this, lower, offsets);
  }

  /**
   * Starts the sums of the M-step with full covariances.
   *
   * @param components K
   * @param d coordinates
   * @return no rows' scatters, for one thread
   */
  default Scatters scatters(int components, int d) {
    return new KernelScatters(this, components, d);
  }
}
