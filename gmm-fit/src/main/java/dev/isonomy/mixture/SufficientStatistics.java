package dev.isonomy.mixture;

import java.io.Serializable;

/**
 * What the M-step needs of rows and their responsibilities r_ik, all about a common centre c: n_k =
 * sum_i w_i r_ik, sum_i w_i r_ik (x_i - c), and what the covariance type needs of the second
 * moments: packed matrices (full), squares (diagonal), sums of squares (spherical), squares and the
 * products with r directions (low-rank), nothing (tied: the data's total scatter does not change
 * between iterations). Two of them merge by addition.
 */
public final class SufficientStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final CovarianceType type;
  private final int components;
  private final int d;
  private long rows;
  private double totalWeight;
  private double logLikelihood;
  private final double[] weights; // n_k
  private final double[] first; // K x d
  // full: K x packed; diagonal: K x d; spherical: K x 1; low-rank: K x (d squares, then r x d)
  private final double[][] second;

  /** Statistics of no rows; the rank is that of low-rank covariances, 0 otherwise. */
  SufficientStatistics(CovarianceType type, int components, int d, int rank) {
    this.type = type;
    this.components = components;
    this.d = d;
    this.weights = new double[components];
    this.first = new double[components * d];
    this.second =
        new double[type == CovarianceType.TIED ? 0 : components][secondLength(type, d, rank)];
  }

  private static int secondLength(CovarianceType type, int d, int rank) {
    return switch (type) {
      case TIED -> 0;
      case FULL -> Packed.length(d);
      case DIAGONAL -> d;
      case SPHERICAL -> 1;
      case LOW_RANK -> d * (1 + rank);
    };
  }

  /**
   * Statistics of no rows.
   *
   * @param mixture the mixture that responsibilities refer to
   * @return empty statistics, to be merged into
   */
  public static SufficientStatistics empty(GaussianMixture mixture) {
    int rank = mixture.covariance() instanceof LowRankCovariance low ? low.rank() : 0;
    return new SufficientStatistics(
        mixture.covariance().type(), mixture.componentCount(), mixture.dimension(), rank);
  }

  /**
   * Adds the statistics of other rows.
   *
   * @param other their statistics under the same mixture and centre
   * @return this
   */
  public SufficientStatistics merge(SufficientStatistics other) {
    if (other.type != type || other.components != components || other.d != d) {
      throw new IllegalArgumentException("statistics of different mixtures cannot be merged");
    }
    rows += other.rows;
    totalWeight += other.totalWeight;
    logLikelihood += other.logLikelihood;
    Packed.add(weights, other.weights);
    Packed.add(first, other.first);
    for (int k = 0; k < second.length; k++) {
      Packed.add(second[k], other.second[k]);
    }
    return this;
  }

  void addRows(long count, double weight, double logDensity) {
    rows += count;
    totalWeight += weight;
    logLikelihood += logDensity;
  }

  CovarianceType type() {
    return type;
  }

  int components() {
    return components;
  }

  int dimension() {
    return d;
  }

  double[] weights() {
    return weights;
  }

  double[] first() {
    return first;
  }

  double[] second(int component) {
    return second[component];
  }

  /** How many rows there are. */
  public long rows() {
    return rows;
  }

  /** The sum of the rows' weights. */
  public double totalWeight() {
    return totalWeight;
  }

  /** sum_i w_i log p(x_i); for a tied covariance without the term that all components share. */
  double logLikelihood() {
    return logLikelihood;
  }

  /** The size of the numbers when they are sent: 8 bytes each. */
  public long bytes() {
    long numbers = 3L + weights.length + first.length;
    for (double[] each : second) {
      numbers += each.length;
    }
    return 8 * numbers;
  }
}
