package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import java.util.Arrays;

/**
 * An E-step that multiplies out (x - mu)^T S^-1 (x - mu) = x^T S^-1 x - 2 x^T S^-1 mu + mu^T S^-1
 * mu. The second term takes one product of K x d by d x m for all components; the first one is what
 * the subclasses differ in.
 */
abstract sealed class LinearExpectation extends Expectation
    permits TiedExpectation, DiagonalExpectation, SphericalExpectation, LowRankExpectation {
  private static final long serialVersionUID = 1L;

  final double[] linear; // K x d: S_k^-1 (mu_k - c)

  LinearExpectation(GaussianMixture mixture) {
    super(mixture);
    this.linear = new double[ArraySize.of("the components' means", components, d)];
  }

  /** Adds what the kind of covariance adds to the linear terms: terms is K x m. */
  abstract void addTerms(RowTile tile, double[] terms, MatrixKernel kernel);

  /** The same for one component and row. */
  abstract double term(int k, double[] x, double squaredNorm, double linearTerm);

  @Override
  final JointDensities densities(RowTile tile, MatrixKernel kernel) {
    return () -> fill(tile, kernel);
  }

  private void fill(RowTile tile, MatrixKernel kernel) {
    int m = tile.rows();
    double[] terms = tile.terms();
    for (int k = 0; k < components; k++) {
      Arrays.fill(terms, k * m, (k + 1) * m, constants[k]);
    }
    kernel.multiplyTransposed(components, m, d, linear, tile.x(), terms);
    addTerms(tile, terms, kernel);
    double[][] joint = tile.shares();
    for (int k = 0; k < components; k++) {
      System.arraycopy(terms, k * m, joint[k], 0, m);
    }
  }

  @Override
  final double logJoint(int k, double[] x, double squaredNorm) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += linear[(k * d) + i] * x[i];
    }
    return constants[k] + term(k, x, squaredNorm, sum);
  }

  /** Adds sum_i w_i r_ik x_i^2 by coordinate, K x d. */
  final void addSquares(
      RowTile tile, double[] shares, MatrixKernel kernel, SufficientStatistics statistics) {
    double[] sums = new double[linear.length];
    kernel.multiply(components, d, tile.rows(), shares, tile.squares(), sums);
    for (int k = 0; k < components; k++) {
      double[] second = statistics.second(k);
      for (int i = 0; i < d; i++) {
        second[i] += sums[(k * d) + i];
      }
    }
  }
}
