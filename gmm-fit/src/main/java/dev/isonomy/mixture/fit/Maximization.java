package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.linalg.PackedSymmetric;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.DiagonalCovariance;
import dev.isonomy.mixture.FullCovariance;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.LowRankCovariance;
import dev.isonomy.mixture.SphericalCovariance;
import dev.isonomy.mixture.TiedCovariance;
import dev.isonomy.mixture.kernel.Moments;
import java.util.stream.IntStream;

/** The M-step: the mixture that maximizes the expected log-likelihood under given statistics. */
public final class Maximization {
  /** A component with less weight than this, in rows, keeps its mean. */
  private static final double FEWEST_ROWS = 1e-8;

  private final Moments moments;
  private final double floor;

  /**
   * Prepares M-steps.
   *
   * @param moments of all rows; the statistics must be of the same rows, about their mean
   * @param settings names the covariance floor
   */
  public Maximization(Moments moments, MixtureSettings settings) {
    this.moments = moments;
    this.floor = settings.covarianceFloor() * moments.meanVariance();
  }

  /**
   * Maximizes.
   *
   * @param s statistics about the mean of all rows
   * @param previous the mixture that the responsibilities came from; components without rows keep
   *     their means, and covariances of low rank are improved from its
   * @return the next mixture
   */
  public GaussianMixture maximize(SufficientStatistics s, GaussianMixture previous) {
    int components = s.components();
    int d = s.dimension();
    double[] weights = new double[components];
    double[][] centred = new double[components][d]; // mu_k - mean
    double[][] means = new double[components][d];
    double[] mean = moments.mean();
    double sum = 0;
    for (double each : s.weights()) {
      sum += each;
    }
    for (int k = 0; k < components; k++) {
      weights[k] = s.weights()[k] / sum;
      boolean hasRows = s.weights()[k] > FEWEST_ROWS;
      double[] before = previous.mean(k);
      for (int i = 0; i < d; i++) {
        centred[k][i] = hasRows ? s.first()[(k * d) + i] / s.weights()[k] : before[i] - mean[i];
        means[k][i] = mean[i] + centred[k][i];
      }
    }
    Covariance covariance =
        switch (s.type()) {
          case TIED -> tied(s, centred, sum);
          case FULL -> full(s, centred);
          case DIAGONAL -> diagonal(s, centred);
          case SPHERICAL -> spherical(s, centred);
          case LOW_RANK -> lowRank(s, centred, (LowRankCovariance) previous.covariance());
        };
    return new GaussianMixture(weights, means, covariance);
  }

  /** (total scatter - sum_k n_k m_k m_k^T) / n. */
  private Covariance tied(SufficientStatistics s, double[][] centred, double sum) {
    int d = s.dimension();
    double[] packed = moments.scatter().clone();
    for (int k = 0; k < s.components(); k++) {
      PackedSymmetric.addOuter(d, -s.weights()[k], centred[k], 0, packed);
    }
    double[] matrix = PackedSymmetric.unpack(d, packed, 1 / sum);
    CholeskyFactor factor = CholeskyFactor.withFloor(d, matrix, floor);
    return new TiedCovariance(d, matrix, factor);
  }

  private Covariance full(SufficientStatistics s, double[][] centred) {
    int d = s.dimension();
    s.findRest(moments.scatter());
    double[][] matrices = new double[s.components()][];
    CholeskyFactor[] factors = new CholeskyFactor[s.components()];
    IntStream.range(0, s.components())
        .parallel()
        .forEach(
            k -> {
              matrices[k] = fullMatrix(s, centred, k);
              factors[k] = CholeskyFactor.withFloor(d, matrices[k], floor);
            });
    return new FullCovariance(d, matrices, factors);
  }

  private double[] fullMatrix(SufficientStatistics s, double[][] centred, int k) {
    double n = s.weights()[k];
    if (!(n > FEWEST_ROWS)) {
      return moments.covariance();
    }
    double[] packed = s.second(k).clone();
    PackedSymmetric.addOuter(s.dimension(), -n, centred[k], 0, packed);
    return PackedSymmetric.unpack(s.dimension(), packed, 1 / n);
  }

  private Covariance diagonal(SufficientStatistics s, double[][] centred) {
    int d = s.dimension();
    double[][] variances = new double[s.components()][d];
    for (int k = 0; k < s.components(); k++) {
      double n = s.weights()[k];
      for (int i = 0; i < d; i++) {
        double variance =
            n > FEWEST_ROWS
                ? (s.second(k)[i] / n) - (centred[k][i] * centred[k][i])
                : moments.meanVariance();
        variances[k][i] = Math.max(floor, variance);
      }
    }
    return new DiagonalCovariance(d, variances);
  }

  private Covariance spherical(SufficientStatistics s, double[][] centred) {
    int d = s.dimension();
    double[][] variances = new double[s.components()][1];
    for (int k = 0; k < s.components(); k++) {
      double n = s.weights()[k];
      double norm = 0;
      for (double each : centred[k]) {
        norm += each * each;
      }
      double variance =
          n > FEWEST_ROWS ? ((s.second(k)[0] / n) - norm) / d : moments.meanVariance();
      variances[k][0] = Math.max(floor, variance);
    }
    return new SphericalCovariance(d, variances);
  }

  private Covariance lowRank(
      SufficientStatistics s, double[][] centred, LowRankCovariance previous) {
    double[][] parameters = previous.parameters();
    for (int k = 0; k < s.components(); k++) {
      double n = s.weights()[k];
      if (n > FEWEST_ROWS) {
        parameters[k] = new FactorAnalysis(previous, k, n, centred[k], s.second(k)).maximize(floor);
      }
    }
    return new LowRankCovariance(s.dimension(), parameters);
  }

  /**
   * The mean log-likelihood of a row that the statistics' E-step found, with the term that a tied
   * covariance's E-step leaves out: -tr(S^-1 M) / 2n, M the scatter about the mean.
   *
   * @param step the E-step, about the mean of all rows
   * @param s its statistics
   * @return nats per row
   */
  public double meanLogLikelihood(Responsibilities step, SufficientStatistics s) {
    double mean = s.logLikelihood() / s.totalWeight();
    if (step.mixture().covariance() instanceof TiedCovariance tied) {
      mean -= 0.5 * tied.factor().traceOfSolve(moments.covariance());
    }
    return mean;
  }
}
