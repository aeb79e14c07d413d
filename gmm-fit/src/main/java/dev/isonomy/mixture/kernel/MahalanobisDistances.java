package dev.isonomy.mixture.kernel;

/**
 * The squared Mahalanobis distances of the E-step with full covariances, |W_k x - o_k|^2 for all
 * components, with the matrices W_k kept in the engine's memory. For one thread.
 */
public interface MahalanobisDistances extends AutoCloseable {
  /**
   * Subtracts half the squared distances.
   *
   * @param m rows, at most {@link MatrixKernel#MOST_ROWS}
   * @param xt the rows' numbers, d x m
   * @param joint K arrays of m numbers, to subtract from
   */
  void subtractHalfSquares(int m, double[] xt, double[][] joint);

  @Override
  void close();
}
