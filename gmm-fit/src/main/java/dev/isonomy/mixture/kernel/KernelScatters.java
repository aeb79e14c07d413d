package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.linalg.PackedSymmetric;

/** Scatters as Gram matrices of rows scaled by the root of their share, with any kernel. */
final class KernelScatters implements Scatters {
  private final int d;
  private final double[][] sums; // d x d per component, upper triangles
  private final ShareScaledRows rows;

  KernelScatters(MatrixKernel kernel, int components, int d) {
    this.d = d;
    this.sums = new double[components][ArraySize.of("a component's scatter", d, d)];
    this.rows =
        new ShareScaledRows(
            components, d, (k, count, scaled) -> kernel.addGram(count, d, scaled, sums[k]));
  }

  @Override
  public void add(int m, double[] x, double[] xt, double[][] shares) {
    rows.add(m, x, shares);
  }

  @Override
  public void addTo(int k, double[] packed) {
    rows.flush(k);
    DenseVectors.add(packed, PackedSymmetric.pack(d, sums[k]));
  }

  @Override
  public void close() {}
}
