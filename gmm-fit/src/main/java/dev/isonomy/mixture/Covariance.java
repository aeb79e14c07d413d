package dev.isonomy.mixture;

import dev.isonomy.random.RandomStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The covariance matrices of a mixture's components, positive definite, with what a density needs
 * of them.
 */
public sealed interface Covariance extends Serializable
    permits Covariance.Tied,
        Covariance.Full,
        Covariance.Diagonal,
        Covariance.Spherical,
        LowRankCovariance {
  /** Which kind of matrices these are. */
  CovarianceType type();

  /** The number of coordinates d. */
  int dimension();

  /**
   * How many components these matrices are for; a tied covariance serves any number.
   *
   * @param components the number of components of the mixture
   * @return whether they fit
   */
  boolean fits(int components);

  /**
   * The matrix of a component.
   *
   * @param component a component's index
   * @return d x d, row-major; a copy
   */
  double[] matrix(int component);

  /**
   * log det S of a component.
   *
   * @param component a component's index
   * @return its log determinant
   */
  double logDeterminant(int component);

  /**
   * (x - mu)^T S^-1 (x - mu).
   *
   * @param component a component's index
   * @param centred x - mu; overwritten
   * @return the squared Mahalanobis distance
   */
  double squaredDistance(int component, double[] centred);

  /**
   * Adds a draw from N(0, S).
   *
   * @param component a component's index
   * @param stream the random numbers; d standard normal ones are taken, and r for a rank of r
   * @param out what the draw is added to
   */
  void addDraw(int component, RandomStream stream, double[] out);

  /** The parameters in the order of the JSON format: one row per matrix. */
  double[][] parameters();

  /**
   * Covariances from their parameters.
   *
   * @param type the kind
   * @param dimension d
   * @param parameters tied: one row of d x d; full: a row of d x d per component; diagonal: d
   *     variances per component; spherical: one variance per component; low-rank: W (d x r), then
   *     psi (d) per component
   * @return the covariances
   * @throws IllegalArgumentException if the parameters have another shape or a matrix is not
   *     positive definite
   */
  static Covariance of(CovarianceType type, int dimension, double[][] parameters) {
    return switch (type) {
      case TIED -> {
        if (parameters.length != 1) {
          throw new IllegalArgumentException("a tied covariance has one matrix");
        }
        yield new Tied(dimension, parameters[0]);
      }
      case FULL -> new Full(dimension, parameters);
      case DIAGONAL -> new Diagonal(dimension, parameters);
      case SPHERICAL -> new Spherical(dimension, parameters);
      case LOW_RANK -> new LowRankCovariance(dimension, parameters);
    };
  }

  /** One matrix for all components. */
  final class Tied implements Covariance {
    private static final long serialVersionUID = 1L;
    private final int d;
    private final double[] matrix;
    private final CholeskyFactor factor;

    Tied(int dimension, double[] matrix) {
      checkLength(matrix, Math.multiplyExact(dimension, dimension));
      this.d = dimension;
      this.matrix = matrix.clone();
      this.factor = CholeskyFactor.of(dimension, matrix);
    }

    Tied(int dimension, double[] matrix, CholeskyFactor factor) {
      this.d = dimension;
      this.matrix = matrix;
      this.factor = factor;
    }

    CholeskyFactor factor() {
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
      return squares(centred);
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

  /** A matrix per component. */
  final class Full implements Covariance {
    private static final long serialVersionUID = 1L;
    private final int d;
    private final double[][] matrices;
    private final CholeskyFactor[] factors;

    Full(int dimension, double[][] matrices) {
      this.d = dimension;
      this.matrices = new double[matrices.length][];
      this.factors = new CholeskyFactor[matrices.length];
      for (int k = 0; k < matrices.length; k++) {
        checkLength(matrices[k], Math.multiplyExact(dimension, dimension));
        this.matrices[k] = matrices[k].clone();
        factors[k] = CholeskyFactor.of(dimension, matrices[k]);
      }
    }

    Full(int dimension, double[][] matrices, CholeskyFactor[] factors) {
      this.d = dimension;
      this.matrices = matrices;
      this.factors = factors;
    }

    CholeskyFactor factor(int component) {
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
      return squares(centred);
    }

    @Override
    public void addDraw(int component, RandomStream stream, double[] out) {
      double[] z = new double[d];
      stream.fillGaussian(z);
      factors[component].addColoured(z, out);
    }

    @Override
    public double[][] parameters() {
      return copy(matrices);
    }
  }

  /** d variances per component. */
  final class Diagonal implements Covariance {
    private static final long serialVersionUID = 1L;
    private final int d;
    private final double[][] variances;

    Diagonal(int dimension, double[][] variances) {
      this.d = dimension;
      this.variances = copy(variances);
      for (double[] each : variances) {
        checkLength(each, dimension);
        checkPositive(each);
      }
    }

    double variance(int component, int coordinate) {
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
    public double[] matrix(int component) {
      double[] matrix = new double[Math.multiplyExact(d, d)];
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
      return copy(variances);
    }
  }

  /** One variance per component. */
  final class Spherical implements Covariance {
    private static final long serialVersionUID = 1L;
    private final int d;
    private final double[][] variances;

    Spherical(int dimension, double[][] variances) {
      this.d = dimension;
      this.variances = copy(variances);
      for (double[] each : variances) {
        checkLength(each, 1);
        checkPositive(each);
      }
    }

    double variance(int component) {
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
    public double[] matrix(int component) {
      double[] matrix = new double[Math.multiplyExact(d, d)];
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
      return squares(centred) / variances[component][0];
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
      return copy(variances);
    }
  }

  private static double squares(double[] x) {
    double sum = 0;
    for (double each : x) {
      sum += each * each;
    }
    return sum;
  }

  private static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  private static void checkLength(double[] row, int expected) {
    if (row.length != expected) {
      throw new IllegalArgumentException(
          "a covariance must have " + expected + " numbers but has " + row.length);
    }
  }

  private static void checkPositive(double[] row) {
    for (double each : row) {
      if (!(each > 0) || Double.isInfinite(each)) {
        throw new IllegalArgumentException("variances must be above 0 but was " + each);
      }
    }
  }
}
