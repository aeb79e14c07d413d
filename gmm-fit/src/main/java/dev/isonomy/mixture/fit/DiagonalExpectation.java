package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.DiagonalCovariance;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import java.util.stream.IntStream;

/** The E-step under a diagonal covariance per component: one more product, with the squares. */
final class DiagonalExpectation extends LinearExpectation {
  private static final long serialVersionUID = 1L;

  private final double[] quadratic; // K x d: -1/(2 v)

  DiagonalExpectation(GaussianMixture mixture, DiagonalCovariance covariance, double[] centre) {
    super(mixture);
    this.quadratic = new double[linear.length];
    IntStream.range(0, components).parallel().forEach(k -> prepare(mixture, covariance, centre, k));
  }

  private void prepare(
      GaussianMixture mixture, DiagonalCovariance covariance, double[] centre, int k) {
    double[] mean = centredMean(mixture, k, centre);
    double squares = 0; // (mu - c)^T S^-1 (mu - c)
    for (int i = 0; i < d; i++) {
      double v = covariance.variance(k, i);
      linear[(k * d) + i] = mean[i] / v;
      quadratic[(k * d) + i] = -0.5 / v;
      squares += mean[i] * mean[i] / v;
    }
    constants[k] = mixture.logConstant(k) - (0.5 * squares);
  }

  @Override
  SufficientStatistics emptyStatistics() {
    return new SufficientStatistics(CovarianceType.DIAGONAL, components, d, d);
  }

  @Override
  void addTerms(RowTile tile, double[] terms, MatrixKernel kernel) {
    kernel.multiplyTransposed(components, tile.rows(), d, quadratic, tile.squares(), terms);
  }

  @Override
  double term(int k, double[] x, double squaredNorm, double linearTerm) {
    double sum = linearTerm;
    for (int i = 0; i < d; i++) {
      sum += quadratic[(k * d) + i] * x[i] * x[i];
    }
    return sum;
  }

  @Override
  SecondMoments secondMoments(RowTile tile, SufficientStatistics sums, MatrixKernel kernel) {
    return shares -> addSquares(tile, shares, kernel, sums);
  }
}
