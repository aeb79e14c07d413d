package dev.isonomy.mixture;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.random.RandomStream;

/** One variance per component. */
public final class SphericalCovariance implements Covariance {
  private static final long serialVersionUID = 1L;
  private final int d;
  private final double[][] variances;

  /**
   * Makes covariances.
   *
   * @param dimension d
   * @param variances one per component, above 0
   * @throws IllegalArgumentException if they have another shape, or one is not above 0
   */
  public SphericalCovariance(int dimension, double[][] variances) {
    this.d = dimension;
    this.variances = CovarianceParameters.copy(variances);
    for (double[] each : variances) {
      CovarianceParameters.requireLength(each, 1);
      CovarianceParameters.requirePositive(each);
    }
  }

  /**
   * The variance of every coordinate.
   *
   * @param component a component's index
   * @return the variance
   */
  public double variance(int component) {
    return variances[component][0];
  }

  @Override
  public CovarianceType type() {
    return CovarianceType.SPHERICAL;
  }

  @Override
  public int dimension() {
    return d;
  }

  @Override
  public boolean fits(int components) {
    return variances.length == components;
  }

  @Override
  public long parameterCount(int components) {
    return components;
  }

  @Override
  public double[] matrix(int component) {
    double[] matrix = new double[ArraySize.of("a covariance matrix", d, d)];
    for (int i = 0; i < d; i++) {
      matrix[(i * d) + i] = variances[component][0];
    }
    return matrix;
  }

  @Override
  public double logDeterminant(int component) {
    return d * Math.log(variances[component][0]);
  }

  @Override
  public double squaredDistance(int component, double[] centred) {
    return DenseVectors.squaredNorm(centred) / variances[component][0];
  }

  @Override
  public void addDraw(int component, RandomStream stream, double[] out) {
    double deviation = Math.sqrt(variances[component][0]);
    for (int i = 0; i < d; i++) {
      out[i] += deviation * stream.nextGaussian();
    }
  }

  @Override
  public double[][] parameters() {
    return CovarianceParameters.copy(variances);
  }
}
