package dev.isonomy.mixture.projection;

import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;

/** A map from rows of d numbers to the q numbers that a mixture is fitted to, and back. */
public sealed interface RowProjection extends Serializable
    permits RowProjection.Identity, PrincipalComponents {
  /** How many numbers a row has, d. */
  int inputDimension();

  /** How many numbers its projection has, q. */
  int dimension();

  /**
   * Projects a row.
   *
   * @param x d numbers
   * @return q numbers
   */
  double[] project(double[] x);

  /**
   * Projects rows.
   *
   * @param block rows of d numbers
   * @param kernel computes the product
   * @return rows of q numbers with the same weights and cells
   */
  RowBlock project(RowBlock block, MatrixKernel kernel);

  /**
   * A row with this projection. The part that a projection drops is drawn at random.
   *
   * @param z q numbers
   * @param residual the random numbers of what was dropped
   * @return d numbers
   */
  double[] lift(double[] z, RandomStream residual);

  /**
   * log p(x | z): the density of what the projection of a row drops.
   *
   * @param x d numbers
   * @return nats; 0 where nothing is dropped
   */
  double residualLogDensity(double[] x);

  /**
   * No projection: rows stay as they are.
   *
   * @param dimension d
   */
  record Identity(int dimension) implements RowProjection {
    @Override
    public int inputDimension() {
      return dimension;
    }

    @Override
    public double[] project(double[] x) {
      return x;
    }

    @Override
    public RowBlock project(RowBlock block, MatrixKernel kernel) {
      return block;
    }

    @Override
    public double[] lift(double[] z, RandomStream residual) {
      return z;
    }

    @Override
    public double residualLogDensity(double[] x) {
      return 0;
    }
  }
}
