package dev.isonomy.mixture;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.random.RandomStream;

/** A matrix per component. */
public final class FullCovariance implements Covariance {
  private static final long serialVersionUID = 1L;
  private final int d;
  private final double[][] matrices;
  private final CholeskyFactor[] factors;

  FullCovariance(int dimension, double[][] matrices) {
    this.d = dimension;
    this.matrices = new double[matrices.length][];
    this.factors = new CholeskyFactor[matrices.length];
    for (int k = 0; k < matrices.length; k++) {
      CovarianceParameters.requireLength(
          matrices[k], ArraySize.of("a covariance matrix", dimension, dimension));
      this.matrices[k] = matrices[k].clone();
      factors[k] = CholeskyFactor.of(dimension, matrices[k]);
    }
  }

  /**
   * Matrices that are factored already.
   *
   * @param dimension d
   * @param matrices d x d each, row-major; kept, not copied
   * @param factors one per matrix; kept, not copied
   */
  public FullCovariance(int dimension, double[][] matrices, CholeskyFactor[] factors) {
    this.d = dimension;
    this.matrices = matrices;
    this.factors = factors;
  }

  /**
   * The factor L of a component's S = L L^T.
   *
   * @param component a component's index
   * @return the factor
   */
  public CholeskyFactor factor(int component) {
    return factors[component];
  }

  @Override
  public CovarianceType type() {
    return CovarianceType.FULL;
  }

  @Override
  public int dimension() {
    return d;
  }

  @Override
  public boolean fits(int components) {
    return matrices.length == components;
  }

  @Override
  public long parameterCount(int components) {
    return (long) components * d * (d + 1) / 2;
  }

  @Override
  public double[] matrix(int component) {
    return matrices[component].clone();
  }

  @Override
  public double logDeterminant(int component) {
    return factors[component].logDeterminant();
  }

  @Override
  public double squaredDistance(int component, double[] centred) {
    factors[component].solveLower(centred);
    return DenseVectors.squaredNorm(centred);
  }

  @Override
  public void addDraw(int component, RandomStream stream, double[] out) {
    double[] z = new double[d];
    stream.fillGaussian(z);
    factors[component].addColoured(z, out);
  }

  @Override
  public double[][] parameters() {
    return CovarianceParameters.copy(matrices);
  }
}
