package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.SphericalCovariance;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import java.util.stream.IntStream;

/** The E-step under one variance per component: rows enter by their squared norms. */
final class SphericalExpectation extends LinearExpectation {
  private static final long serialVersionUID = 1L;

  private final double[] variances; // K

  SphericalExpectation(GaussianMixture mixture, SphericalCovariance covariance, double[] centre) {
    super(mixture);
    this.variances = new double[components];
    IntStream.range(0, components).parallel().forEach(k -> prepare(mixture, covariance, centre, k));
  }

  private void prepare(
      GaussianMixture mixture, SphericalCovariance covariance, double[] centre, int k) {
    double[] mean = centredMean(mixture, k, centre);
    double v = covariance.variance(k);
    variances[k] = v;
    double squares = 0; // (mu - c)^T S^-1 (mu - c)
    for (int i = 0; i < d; i++) {
      linear[(k * d) + i] = mean[i] / v;
      squares += mean[i] * mean[i] / v;
    }
    constants[k] = mixture.logConstant(k) - (0.5 * squares);
  }

  @Override
  SufficientStatistics emptyStatistics() {
    return new SufficientStatistics(CovarianceType.SPHERICAL, components, d, 1);
  }

  @Override
  void addTerms(RowTile tile, double[] terms, MatrixKernel kernel) {
    int m = tile.rows();
    double[] squaredNorms = tile.squaredNorms();
    for (int k = 0; k < components; k++) {
      double half = 0.5 / variances[k];
      for (int r = 0; r < m; r++) {
        terms[(k * m) + r] -= half * squaredNorms[r];
      }
    }
  }

  @Override
  double term(int k, double[] x, double squaredNorm, double linearTerm) {
    return linearTerm - (0.5 * squaredNorm / variances[k]);
  }

  @Override
  SecondMoments secondMoments(RowTile tile, SufficientStatistics sums, MatrixKernel kernel) {
    return shares -> addNorms(tile, shares, sums);
  }

  private void addNorms(RowTile tile, double[] shares, SufficientStatistics statistics) {
    int m = tile.rows();
    double[] squaredNorms = tile.squaredNorms();
    for (int k = 0; k < components; k++) {
      double sum = 0;
      for (int r = 0; r < m; r++) {
        sum += shares[(k * m) + r] * squaredNorms[r];
      }
      statistics.second(k)[0] += sum;
    }
  }
}
