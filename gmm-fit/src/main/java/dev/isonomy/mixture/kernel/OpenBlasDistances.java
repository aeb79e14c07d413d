package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.ArraySize;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Distances by OpenBLAS; the triangular factors are copied out of the heap once. */
final class OpenBlasDistances implements MahalanobisDistances {
  private final double[][] offsets;
  private final int d;
  private final NativeArray factors; // K d x d
  private final DoubleBuffer[] factor;
  private final NativeArray rows; // d x m
  private final NativeArray product; // d x m
  private final double[] line = new double[MatrixKernel.MOST_ROWS];
  private final double[] squares = new double[MatrixKernel.MOST_ROWS];

  OpenBlasDistances(double[][] lower, double[][] offsets) {
    this.offsets = offsets;
    this.d = offsets[0].length;
    int square = ArraySize.of("a triangular factor", d, d);
    this.factors =
        new NativeArray(ArraySize.of("the components' triangular factors", lower.length, square));
    this.factor = new DoubleBuffer[lower.length];
    this.rows = new NativeArray(ArraySize.of("a tile of rows", d, MatrixKernel.MOST_ROWS));
    this.product = new NativeArray(d * MatrixKernel.MOST_ROWS);
    for (int k = 0; k < lower.length; k++) {
      factor[k] = factors.part(k * square, square);
      factor[k].put(0, lower[k], 0, square);
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
        RowLoops.addSquaredDifferences(m, line, offsets[k][i], squares);
      }
      RowLoops.subtractHalf(m, squares, joint[k]);
    }
  }

  @Override
  public void close() {
    factors.close();
    rows.close();
    product.close();
  }
}
