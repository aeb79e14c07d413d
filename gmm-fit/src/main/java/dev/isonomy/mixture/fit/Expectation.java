package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.DiagonalCovariance;
import dev.isonomy.mixture.FullCovariance;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.LowRankCovariance;
import dev.isonomy.mixture.SphericalCovariance;
import dev.isonomy.mixture.TiedCovariance;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import java.io.Serializable;

/**
 * The part of an E-step that depends on the kind of covariance: log (pi_k N(x; mu_k, S_k)) of rows,
 * and the second moments that the M-step needs. Rows are taken relative to a centre c, so that a
 * large common offset costs no precision.
 *
 * <p>An instance travels to executors. Working memory belongs to one thread and is made by {@link
 * #densities} and {@link #secondMoments}.
 */
abstract sealed class Expectation implements Serializable
    permits FullExpectation, LinearExpectation {
  private static final long serialVersionUID = 1L;

  final int components;
  final int d;
  final double[] constants; // the terms of log (pi_k N(x)) that do not depend on x

  Expectation(GaussianMixture mixture) {
    this.components = mixture.componentCount();
    this.d = mixture.dimension();
    this.constants = new double[components];
  }

  /** Prepares the E-step of a mixture about a centre of d numbers. */
  static Expectation of(GaussianMixture mixture, double[] centre) {
    if (mixture.covariance() instanceof TiedCovariance tied) {
      return new TiedExpectation(mixture, tied, centre);
    }
    if (mixture.covariance() instanceof FullCovariance full) {
      return new FullExpectation(mixture, full, centre);
    }
    if (mixture.covariance() instanceof DiagonalCovariance diagonal) {
      return new DiagonalExpectation(mixture, diagonal, centre);
    }
    if (mixture.covariance() instanceof SphericalCovariance spherical) {
      return new SphericalExpectation(mixture, spherical, centre);
    }
    return new LowRankExpectation(mixture, (LowRankCovariance) mixture.covariance(), centre);
  }

  /** mu_k - c. */
  static double[] centredMean(GaussianMixture mixture, int k, double[] centre) {
    double[] mean = mixture.mean(k);
    for (int i = 0; i < mean.length; i++) {
      mean[i] -= centre[i];
    }
    return mean;
  }

  /** Statistics of no rows. */
  abstract SufficientStatistics emptyStatistics();

  /** Computes the log joint densities of the rows of a tile. */
  abstract JointDensities densities(RowTile tile, MatrixKernel kernel);

  /** Sums the second moments of the rows of a tile into statistics. */
  abstract SecondMoments secondMoments(
      RowTile tile, SufficientStatistics sums, MatrixKernel kernel);

  /**
   * log (pi_k N(x)) of one row, without a term that all components share.
   *
   * @param k the component
   * @param x the row relative to the centre
   * @param squaredNorm of x
   */
  abstract double logJoint(int k, double[] x, double squaredNorm);

  /** Log joint densities of a tile's rows, for one thread. */
  @FunctionalInterface
  interface JointDensities extends AutoCloseable {
    /**
     * Writes log (pi_k N(x)) of every row and component to the tile's shares, without a term that
     * all components share.
     */
    void fill();

    @Override
    default void close() {}
  }

  /** Second moments of a tile's rows, for one thread. */
  @FunctionalInterface
  interface SecondMoments extends AutoCloseable {
    /**
     * Adds the tile's rows.
     *
     * @param shares weight times responsibility, K x m
     */
    void add(double[] shares);

    /** Completes the statistics; nothing may be added afterwards. */
    default void finish() {}

    @Override
    default void close() {}
  }
}
