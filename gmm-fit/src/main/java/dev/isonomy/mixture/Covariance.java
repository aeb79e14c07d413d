package dev.isonomy.mixture;

import dev.isonomy.random.RandomStream;
import java.io.Serializable;

/** The covariance matrices of a mixture's components, positive definite, and their factors. */
public sealed interface Covariance extends Serializable
    permits TiedCovariance,
        FullCovariance,
        DiagonalCovariance,
        SphericalCovariance,
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
   * How many free numbers these matrices have.
   *
   * @param components the number of components of the mixture
   * @return the number of free parameters
   */
  long parameterCount(int components);

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
        yield new TiedCovariance(dimension, parameters[0]);
      }
      case FULL -> new FullCovariance(dimension, parameters);
      case DIAGONAL -> new DiagonalCovariance(dimension, parameters);
      case SPHERICAL -> new SphericalCovariance(dimension, parameters);
      case LOW_RANK -> new LowRankCovariance(dimension, parameters);
    };
  }
}
