package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.TiedCovariance;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import java.util.stream.IntStream;

/**
 * The E-step under one covariance for all components. They share x^T S^-1 x, which cancels in the
 * responsibilities and is left out; {@link Maximization#meanLogLikelihood} adds its mean. No second
 * moments are summed, because the scatter of all rows does not change between iterations.
 */
final class TiedExpectation extends LinearExpectation {
  private static final long serialVersionUID = 1L;

  TiedExpectation(GaussianMixture mixture, TiedCovariance covariance, double[] centre) {
    super(mixture);
    IntStream.range(0, components)
        .parallel()
        .forEach(
            k -> {
              double[] solved = centredMean(mixture, k, centre);
              covariance.factor().solveLower(solved);
              constants[k] = mixture.logConstant(k) - (0.5 * DenseVectors.squaredNorm(solved));
              covariance.factor().solveUpper(solved);
              System.arraycopy(solved, 0, linear, k * d, d);
            });
  }

  @Override
  SufficientStatistics emptyStatistics() {
    return new SufficientStatistics(CovarianceType.TIED, components, d, 0);
  }

  @Override
  void addTerms(RowTile tile, double[] terms, MatrixKernel kernel) {}

  @Override
  double term(int k, double[] x, double squaredNorm, double linearTerm) {
    return linearTerm;
  }

  @Override
  SecondMoments secondMoments(RowTile tile, SufficientStatistics sums, MatrixKernel kernel) {
    return shares -> {};
  }
}
