package dev.isonomy.mixture;

import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;

/**
 * A mixture over projections of rows, which is a mixture over the rows themselves: with principal
 * components V and a residual variance s2, its components are N(mean + V mu_k, V S_k V^T + s2 (I -
 * V V^T)).
 *
 * @param projection from d numbers to q
 * @param mixture over q numbers
 */
public record ProjectedMixture(RowProjection projection, GaussianMixture mixture)
    implements Serializable {

  /**
   * Checks that both fit.
   *
   * @throws IllegalArgumentException if the mixture has another width than the projection gives
   */
  public ProjectedMixture {
    if (projection.dimension() != mixture.dimension()) {
      throw new IllegalArgumentException(
          "a projection to "
              + projection.dimension()
              + " numbers does not fit a mixture over "
              + mixture.dimension());
    }
  }

  /**
   * A mixture over the rows as they are.
   *
   * @param mixture over d numbers
   * @return the mixture without a projection
   */
  public static ProjectedMixture of(GaussianMixture mixture) {
    return new ProjectedMixture(new RowProjection.Identity(mixture.dimension()), mixture);
  }

  /** How many numbers a row has, d. */
  public int dimension() {
    return projection.inputDimension();
  }

  /**
   * The mean of a component over the rows.
   *
   * @param component a component's index
   * @return mean + V mu_k, d numbers
   */
  public double[] mean(int component) {
    double[] z = mixture.mean(component);
    return projection instanceof PrincipalComponents principal ? principal.lift(z) : z;
  }

  /**
   * The covariance of a component over the rows: V (S_k - s2 I) V^T + s2 I.
   *
   * @param component a component's index
   * @return d x d, row-major
   */
  public double[] covariance(int component) {
    double[] inner = mixture.covariance().matrix(component);
    return projection instanceof PrincipalComponents principal
        ? principal.liftCovariance(inner)
        : inner;
  }

  /**
   * log p(x), of the row and not of its projection: so that fits with other numbers of principal
   * components can be compared.
   *
   * @param x d numbers
   * @return the log density in nats
   */
  public double logDensity(double[] x) {
    return mixture.logDensity(projection.project(x)) + projection.residualLogDensity(x);
  }

  /**
   * Draws a row from a component.
   *
   * @param component a component's index
   * @param stream the random numbers of the projection
   * @param residual the random numbers of what the projection drops
   * @return d numbers
   */
  public double[] sample(int component, RandomStream stream, RandomStream residual) {
    double[] z = new double[mixture.dimension()];
    mixture.sample(component, stream, z);
    return projection.lift(z, residual);
  }

  /**
   * The same components under other weights.
   *
   * @param weights one per component, at least 0, summing to 1
   * @return the reweighted mixture
   */
  public ProjectedMixture withWeights(double[] weights) {
    return new ProjectedMixture(projection, mixture.withWeights(weights));
  }
}
