package dev.isonomy.mixture;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.random.RandomStream;

/** One matrix for all components. */
public final class TiedCovariance implements Covariance {
  private static final long serialVersionUID = 1L;
  private final int d;
  private final double[] matrix;
  private final CholeskyFactor factor;

  TiedCovariance(int dimension, double[] matrix) {
    CovarianceParameters.requireLength(
        matrix, ArraySize.of("a covariance matrix", dimension, dimension));
    this.d = dimension;
    this.matrix = matrix.clone();
    this.factor = CholeskyFactor.of(dimension, matrix);
  }

  /**
   * A matrix that is factored already.
   *
   * @param dimension d
   * @param matrix d x d, row-major; kept, not copied
   * @param factor its factor
   */
  public TiedCovariance(int dimension, double[] matrix, CholeskyFactor factor) {
    this.d = dimension;
    this.matrix = matrix;
    this.factor = factor;
  }

  /** The factor L of S = L L^T. */
  public CholeskyFactor factor() {
    return factor;
  }

  @Override
  public CovarianceType type() {
    return CovarianceType.TIED;
  }

  @Override
  public int dimension() {
    return d;
  }

  @Override
  public boolean fits(int components) {
    return true;
  }

  @Override
  public long parameterCount(int components) {
    return (long) d * (d + 1) / 2;
  }

  @Override
  public double[] matrix(int component) {
    return matrix.clone();
  }

  @Override
  public double logDeterminant(int component) {
    return factor.logDeterminant();
  }

  @Override
  public double squaredDistance(int component, double[] centred) {
    factor.solveLower(centred);
    return DenseVectors.squaredNorm(centred);
  }

  @Override
  public void addDraw(int component, RandomStream stream, double[] out) {
    double[] z = new double[d];
    stream.fillGaussian(z);
    factor.addColoured(z, out);
  }

  @Override
  public double[][] parameters() {
    return new double[][] {matrix.clone()};
  }
}
