package dev.isonomy.mixture;

import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Distances by OpenBLAS; the triangular factors are copied out of the heap once. */
final class OpenBlasDistances implements Distances {
  private final double[][] offsets;
  private final int d;
  private final NativeNumbers factors; // K d x d
  private final DoubleBuffer[] factor;
  private final NativeNumbers rows; // d x m
  private final NativeNumbers product; // d x m
  private final double[] line = new double[MatrixKernel.MOST_ROWS];
  private final double[] squares = new double[MatrixKernel.MOST_ROWS];

  OpenBlasDistances(double[][] lower, double[][] offsets) {
    this.offsets = offsets;
    this.d = offsets[0].length;
    this.factors = new NativeNumbers(lower.length * d * d);
    this.factor = new DoubleBuffer[lower.length];
    this.rows = new NativeNumbers(d * MatrixKernel.MOST_ROWS);
    this.product = new NativeNumbers(d * MatrixKernel.MOST_ROWS);
    for (int k = 0; k < lower.length; k++) {
      factor[k] = factors.part(k * d * d, d * d);
      factor[k].put(0, lower[k], 0, d * d);
    }
  }

  @Override
  public void subtractHalfSquares(int m, double[] xt, double[][] joint) {
    rows.put(xt, d * m);
    for (int k = 0; k < factor.length; k++) {
      DoubleBuffer y = product.all();
      y.put(0, rows.all(), 0, d * m); // the product overwrites what it reads
      OpenBlasKernel.multiplyLower(d, m, factor[k], y);
      Arrays.fill(squares, 0, m, 0);
      for (int i = 0; i < d; i++) {
        y.get(i * m, line, 0, m);
        HalfSquares.add(m, line, offsets[k][i], squares);
      }
      HalfSquares.subtract(m, squares, joint[k]);
    }
  }

  @Override
  public void close() {
    factors.close();
    rows.close();
    product.close();
  }
}
