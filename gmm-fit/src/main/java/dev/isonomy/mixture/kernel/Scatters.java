package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.PackedSymmetric;

/**
 * Sums of the M-step with full covariances, S_k = sum_r s_kr x_r x_r^T for all components, kept in
 * the engine's memory. For one thread.
 */
public interface Scatters extends AutoCloseable {
  /** Rows with a smaller share in a component may be left out of its scatter. */
  double NEGLIGIBLE = 1e-9;

  /**
   * Adds rows.
   *
   * @param m rows, at most {@link MatrixKernel#MOST_ROWS}
   * @param x the rows' numbers, m x d
   * @param xt the same, d x m
   * @param shares K arrays of m numbers, at least 0
   */
  void add(int m, double[] x, double[] xt, double[][] shares);

  /**
   * Adds the upper triangle of a component's scatter of all rows so far.
   *
   * @param k the component
   * @param packed d (d + 1) / 2 numbers, as {@link PackedSymmetric}
   */
  void addTo(int k, double[] packed);

  @Override
  void close();
}
