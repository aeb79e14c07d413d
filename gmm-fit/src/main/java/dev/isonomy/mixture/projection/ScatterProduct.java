package dev.isonomy.mixture.projection;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import java.io.Serializable;

/**
 * The product of rows' scatter with a few vectors, sum_i w_i (x_i - c) (x_i - c)^T q, without the d
 * x d matrix. Two of them merge by addition.
 */
public final class ScatterProduct implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int count;
  private final double[] products; // l x d

  /**
   * The product of no rows.
   *
   * @param basis the vectors that rows are multiplied with
   */
  public ScatterProduct(Basis basis) {
    this.count = basis.count();
    this.products = new double[ArraySize.of("a product with the basis", count, basis.dimension())];
  }

  /** Vectors and the centre about which the scatter is taken. */
  public static final class Basis implements Serializable {
    private static final long serialVersionUID = 1L;
    private final double[] centre;
    private final int count;
    private final double[] transposed; // d x l

    Basis(double[] centre, double[][] vectors) {
      this.centre = centre;
      this.count = vectors.length;
      this.transposed = new double[ArraySize.of("a basis", centre.length, count)];
      for (int j = 0; j < count; j++) {
        for (int i = 0; i < centre.length; i++) {
          transposed[(i * count) + j] = vectors[j][i];
        }
      }
    }

    int count() {
      return count;
    }

    int dimension() {
      return centre.length;
    }
  }

  /**
   * Adds rows.
   *
   * @param block the rows
   * @param basis the vectors
   * @param kernel computes the products
   * @return this
   */
  public ScatterProduct add(RowBlock block, Basis basis, MatrixKernel kernel) {
    int m = block.rows();
    int d = basis.dimension();
    int l = basis.count();
    double[] x = new double[ArraySize.of("a block of rows", m, d)];
    for (int at = 0; at < x.length; at++) {
      x[at] = block.values()[at] - basis.centre[at % d];
    }
    double[] along = new double[ArraySize.of("a product with the basis", m, l)];
    kernel.multiply(m, l, d, x, basis.transposed, along);
    double[] weighted = new double[along.length];
    for (int r = 0; r < m; r++) {
      for (int j = 0; j < l; j++) {
        weighted[(j * m) + r] = block.weight(r) * along[(r * l) + j];
      }
    }
    kernel.multiply(l, d, m, weighted, x, products);
    return this;
  }

  /**
   * Adds the product of other rows with the same vectors.
   *
   * @param other their product
   * @return this
   */
  public ScatterProduct merge(ScatterProduct other) {
    DenseVectors.add(products, other.products);
    return this;
  }

  /** The products divided by the rows' weight: l rows of d numbers. */
  double[][] dividedBy(double weight) {
    int d = products.length / count;
    double[][] rows = new double[count][d];
    for (int at = 0; at < products.length; at++) {
      rows[at / d][at % d] = products[at] / weight;
    }
    return rows;
  }
}
