package dev.isonomy.mixture;

import java.io.Serializable;

/**
 * What the M-step needs of rows and their responsibilities r_ik, all about a common centre c: n_k =
 * sum_i w_i r_ik, sum_i w_i r_ik (x_i - c), and what the covariance type needs of the second
 * moments: packed matrices (full), squares (diagonal), sums of squares (spherical), squares and the
 * products with r directions (low-rank), nothing (tied: the data's total scatter does not change
 * between iterations). Two of them merge by addition.
 *
 * <p>As a row's responsibilities sum to 1, so do the components' second moments to the data's
 * scatter: with full covariances one component's are not summed but found as the rest.
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

  private final int rest; // whose second moments are not summed; -1: all are

  /** Statistics of no rows; the rank is that of low-rank covariances, 0 otherwise. */
  SufficientStatistics(CovarianceType type, int components, int d, int rank) {
    this(type, components, d, rank, -1);
  }

  /**
   * Statistics of no rows.
   *
   * @param rest the component whose second moments are found by {@link #findRest}, or -1
   */
  SufficientStatistics(CovarianceType type, int components, int d, int rank, int rest) {
    this.type = type;
    this.components = components;
    this.d = d;
    this.rest = rest;
    this.weights = new double[components];
    this.first = new double[Math.multiplyExact(components, d)];
    this.second =
        new double[type == CovarianceType.TIED ? 0 : components][secondLength(type, d, rank)];
    if (rest >= 0) {
      second[rest] = new double[0];
    }
  }

  private static int secondLength(CovarianceType type, int d, int rank) {
    return switch (type) {
      case TIED -> 0;
      case FULL -> Packed.length(d);
      case DIAGONAL -> d;
      case SPHERICAL -> 1;
      case LOW_RANK -> Math.multiplyExact(d, 1 + rank);
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
    if (other.type != type
        || other.components != components
        || other.d != d
        || other.rest != rest) {
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

  /** The component whose second moments are not summed; -1 where all are. */
  int rest() {
    return rest;
  }

  double[] second(int component) {
    return second[component];
  }

  /**
   * Finds what was not summed. Nothing may be added or merged afterwards.
   *
   * @param scatter of all the rows about the common centre, packed
   */
  void findRest(double[] scatter) {
    if (rest >= 0 && second[rest].length == 0) {
      double[] found = scatter.clone();
      for (int k = 0; k < components; k++) {
        if (k != rest) {
          Packed.subtract(found, second[k]);
        }
      }
      second[rest] = found;
    }
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
