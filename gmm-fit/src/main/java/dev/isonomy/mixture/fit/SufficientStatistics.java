package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.mixture.CovarianceType;
import java.io.Serializable;

/**
 * What the M-step needs of rows and their responsibilities r_ik, all about a common centre c: n_k =
 * sum_i w_i r_ik, sum_i w_i r_ik (x_i - c), and second moments. These are packed matrices (full),
 * squares (diagonal), sums of squares (spherical), squares and the products with r directions
 * (low-rank), or nothing (tied: the scatter of all rows does not change between iterations). The
 * statistics of two sets of rows merge by addition.
 *
 * <p>The responsibilities for a row sum to 1, so the components' second moments sum to the scatter
 * of all rows. With full covariances one component's second moments are therefore not summed: they
 * are what the others leave over.
 */
public final class SufficientStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int ALL_SUMMED = -1;

  private final CovarianceType type;
  private final int components;
  private final int d;
  private long rows;
  private double totalWeight;
  private double logLikelihood;
  private final double[] weights; // n_k
  private final double[] first; // K x d
  // full: packed; diagonal: d; spherical: 1; low-rank: d squares, then r x d; tied: none
  private final double[][] second; // one row per component
  private final int rest; // the component whose second moments are not summed

  /**
   * Statistics of no rows.
   *
   * @param secondLength how many numbers the second moments of a component have
   */
  SufficientStatistics(CovarianceType type, int components, int d, int secondLength) {
    this(type, components, d, secondLength, ALL_SUMMED);
  }

  private SufficientStatistics(
      CovarianceType type, int components, int d, int secondLength, int rest) {
    this.type = type;
    this.components = components;
    this.d = d;
    this.rest = rest;
    this.weights = new double[components];
    this.first = new double[ArraySize.of("the components' means", components, d)];
    this.second = new double[components][secondLength];
    if (rest != ALL_SUMMED) {
      second[rest] = new double[0];
    }
  }

  /**
   * Statistics of no rows, without the second moments of one component.
   *
   * @param rest the component whose second moments {@link #findRest} finds
   */
  static SufficientStatistics withoutRest(
      CovarianceType type, int components, int d, int secondLength, int rest) {
    return new SufficientStatistics(type, components, d, secondLength, rest);
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
    DenseVectors.add(weights, other.weights);
    DenseVectors.add(first, other.first);
    for (int k = 0; k < second.length; k++) {
      DenseVectors.add(second[k], other.second[k]);
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

  /**
   * Finds what was not summed. Nothing may be added or merged afterwards.
   *
   * @param scatter of all the rows about the common centre, packed
   */
  void findRest(double[] scatter) {
    if (rest != ALL_SUMMED && second[rest].length == 0) {
      double[] found = scatter.clone();
      for (int k = 0; k < components; k++) {
        if (k != rest) {
          DenseVectors.subtract(found, second[k]);
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
