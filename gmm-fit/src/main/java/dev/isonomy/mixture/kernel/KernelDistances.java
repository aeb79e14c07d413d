package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.ArraySize;
import java.util.Arrays;

/** Distances by one triangular product per component, with any kernel. */
final class KernelDistances implements MahalanobisDistances {
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
    this.product =
        new double[ArraySize.of("a tile of rows", offsets[0].length, MatrixKernel.MOST_ROWS)];
  }

  @Override
  public void subtractHalfSquares(int m, double[] xt, double[][] joint) {
    for (int k = 0; k < factors.length; k++) {
      double[] offset = offsets[k];
      kernel.multiplyLower(offset.length, m, factors[k], xt, product);
      Arrays.fill(squares, 0, m, 0);
      for (int i = 0; i < offset.length; i++) {
        System.arraycopy(product, i * m, line, 0, m);
        RowLoops.addSquaredDifferences(m, line, offset[i], squares);
      }
      RowLoops.subtractHalf(m, squares, joint[k]);
    }
  }

  @Override
  public void close() {}
}
