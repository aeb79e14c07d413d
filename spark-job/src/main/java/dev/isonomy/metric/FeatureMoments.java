package dev.isonomy.metric;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Count, mean and scatter of feature vectors, one pass, mergeable. Mutable; not safe for several
 * threads.
 *
 * <p>Invariant: with n rows, {@code mean} is their mean and {@code scatter} holds the upper
 * triangle of sum (x - mean)(x - mean)^T. Rows are added by Welford's update and states are joined
 * by Chan, Golub and LeVeque's (<i>Updating formulae and a pairwise algorithm</i>, 1979), so no
 * large numbers are subtracted from each other. Memory: d (d + 3) / 2 numbers for any n.
 */
public final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int dimension;
  private long count;
  private final double[] mean;
  private final double[] scatter;

  /**
   * No rows yet.
   *
   * @param dimension how many features a row has, at least 1
   */
  public FeatureMoments(int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be at least 1 but was " + dimension);
    }
    this.dimension = dimension;
    this.mean = new double[dimension];
    this.scatter = new double[Math.multiplyExact(dimension, dimension + 1) / 2];
  }

  /** How many features a row has. */
  public int dimension() {
    return dimension;
  }

  /** How many rows were added. */
  public long count() {
    return count;
  }

  /**
   * Adds one row.
   *
   * @param x its features
   * @return this
   * @throws IllegalArgumentException if the width differs or a feature is not finite
   */
  public FeatureMoments add(float[] x) {
    if (x.length != dimension) {
      throw new IllegalArgumentException(
          "features must have " + dimension + " numbers but have " + x.length);
    }
    double[] delta = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      delta[i] = x[i] - mean[i];
      if (!Double.isFinite(delta[i])) {
        throw new IllegalArgumentException("feature " + i + " must be finite but was " + x[i]);
      }
    }
    count++;
    for (int i = 0; i < dimension; i++) {
      mean[i] += delta[i] / count;
    }
    rankOne(delta, (count - 1.0) / count);
    return this;
  }

  /**
   * Adds all rows of another state.
   *
   * @param other rows of the same width
   * @return this
   */
  public FeatureMoments merge(FeatureMoments other) {
    if (other.dimension != dimension) {
      throw new IllegalArgumentException(
          "features must have " + dimension + " numbers but have " + other.dimension);
    }
    if (other.count == 0) {
      return this;
    }
    long total = count + other.count;
    double[] delta = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      delta[i] = other.mean[i] - mean[i];
      mean[i] += delta[i] * other.count / total;
    }
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] += other.scatter[i];
    }
    rankOne(delta, (double) count * other.count / total);
    count = total;
    return this;
  }

  /** scatter += factor delta delta^T. */
  private void rankOne(double[] delta, double factor) {
    int at = 0;
    for (int i = 0; i < dimension; i++) {
      double scaled = factor * delta[i];
      for (int j = i; j < dimension; j++) {
        scatter[at++] += scaled * delta[j];
      }
    }
  }

  /** The mean of the rows; a copy of length d. */
  public double[] mean() {
    return Arrays.copyOf(mean, dimension);
  }

  /**
   * The unbiased covariance of the rows, with divisor n - 1.
   *
   * @return a symmetric d x d matrix
   * @throws IllegalStateException with fewer than two rows
   */
  public double[][] covariance() {
    if (count < 2) {
      throw new IllegalStateException("a covariance needs at least 2 rows but has " + count);
    }
    double[][] covariance = new double[dimension][dimension];
    int at = 0;
    for (int i = 0; i < dimension; i++) {
      for (int j = i; j < dimension; j++) {
        covariance[i][j] = scatter[at++] / (count - 1);
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }
}
