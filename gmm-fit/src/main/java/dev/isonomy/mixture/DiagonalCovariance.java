package dev.isonomy.mixture;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.random.RandomStream;

/** d variances per component. */
public final class DiagonalCovariance implements Covariance {
  private static final long serialVersionUID = 1L;
  private final int d;
  private final double[][] variances;

  /**
   * Makes covariances.
   *
   * @param dimension d
   * @param variances d per component, above 0
   * @throws IllegalArgumentException if they have another shape, or one is not above 0
   */
  public DiagonalCovariance(int dimension, double[][] variances) {
    this.d = dimension;
    this.variances = CovarianceParameters.copy(variances);
    for (double[] each : variances) {
      CovarianceParameters.requireLength(each, dimension);
      CovarianceParameters.requirePositive(each);
    }
  }

  /**
   * A variance.
   *
   * @param component a component's index
   * @param coordinate a coordinate
   * @return its variance
   */
  public double variance(int component, int coordinate) {
    return variances[component][coordinate];
  }

  @Override
  public CovarianceType type() {
    return CovarianceType.DIAGONAL;
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
    return (long) components * d;
  }

  @Override
  public double[] matrix(int component) {
    double[] matrix = new double[ArraySize.of("a covariance matrix", d, d)];
    for (int i = 0; i < d; i++) {
      matrix[(i * d) + i] = variances[component][i];
    }
    return matrix;
  }

  @Override
  public double logDeterminant(int component) {
    double sum = 0;
    for (double each : variances[component]) {
      sum += Math.log(each);
    }
    return sum;
  }

  @Override
  public double squaredDistance(int component, double[] centred) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += centred[i] * centred[i] / variances[component][i];
    }
    return sum;
  }

  @Override
  public void addDraw(int component, RandomStream stream, double[] out) {
    for (int i = 0; i < d; i++) {
      out[i] += Math.sqrt(variances[component][i]) * stream.nextGaussian();
    }
  }

  @Override
  public double[][] parameters() {
    return CovarianceParameters.copy(variances);
  }
}
