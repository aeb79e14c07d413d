package dev.isonomy.mixture;

import java.io.Serializable;

/**
 * What the M-step needs of rows and their responsibilities r_ik, all about a common centre c: n_k =
 * sum_i w_i r_ik, sum_i w_i r_ik (x_i - c), and what the covariance type needs of the second
 * moments: packed matrices (full), squares (diagonal), sums of squares (spherical), nothing (tied:
 * the data's total scatter does not change between iterations). Two of them merge by addition.
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
  private final double[][] second; // full: K x packed; diagonal: K x d; spherical: K x 1

  SufficientStatistics(CovarianceType type, int components, int d) {
    this.type = type;
    this.components = components;
    this.d = d;
    this.weights = new double[components];
    this.first = new double[components * d];
    this.second = new double[type == CovarianceType.TIED ? 0 : components][secondLength(type, d)];
  }

  private static int secondLength(CovarianceType type, int d) {
    return switch (type) {
      case TIED -> 0;
      case FULL -> Packed.length(d);
      case DIAGONAL -> d;
      case SPHERICAL -> 1;
    };
  }

  /**
   * Statistics of no rows.
   *
   * @param mixture the mixture that responsibilities refer to
   * @return empty statistics, to be merged into
   */
  public static SufficientStatistics empty(GaussianMixture mixture) {
    return new SufficientStatistics(
        mixture.covariance().type(), mixture.componentCount(), mixture.dimension());
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
