package dev.isonomy.mixture;

import java.util.Arrays;

/** Distances by one triangular product per component, by any kernel. */
final class KernelDistances implements Distances {
  private final MatrixKernel kernel;
  private final double[][] factors;
  private final double[][] offsets;
  private final double[] product;
  private final double[] line = new double[MatrixKernel.MOST_ROWS];
  private final double[] squares = new double[MatrixKernel.MOST_ROWS];

  KernelDistances(MatrixKernel kernel, double[][] factors, double[][] offsets) {
    this.kernel = kernel;
    this.factors = factors;
    this.offsets = offsets;
    this.product = new double[offsets[0].length * MatrixKernel.MOST_ROWS];
  }

  @Override
  public void subtractHalfSquares(int m, double[] xt, double[][] joint) {
    for (int k = 0; k < factors.length; k++) {
      double[] offset = offsets[k];
      kernel.multiplyLower(offset.length, m, factors[k], xt, product);
      Arrays.fill(squares, 0, m, 0);
      for (int i = 0; i < offset.length; i++) {
        System.arraycopy(product, i * m, line, 0, m);
        HalfSquares.add(m, line, offset[i], squares);
      }
      HalfSquares.subtract(m, squares, joint[k]);
    }
  }

  @Override
  public void close() {}
}
