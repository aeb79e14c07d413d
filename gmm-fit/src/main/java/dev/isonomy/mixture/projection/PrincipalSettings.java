package dev.isonomy.mixture.projection;

import dev.isonomy.error.UserException;
import java.util.Locale;

/**
 * The number of principal components that a mixture is fitted to.
 *
 * @param dimension the most components, 0 for any number
 * @param varianceShare the fewest components are taken that explain this share of the variance, in
 *     (0, 1]
 */
public record PrincipalSettings(int dimension, double varianceShare) {
  /** No projection. */
  public static final PrincipalSettings NONE = new PrincipalSettings(0, 1);

  /**
   * Up to this many coordinates, all eigenvectors are computed from the covariance matrix; above,
   * iteration finds the leading ones.
   */
  public static final int MOST_DENSE_DIMENSION = 512;

  /** Above {@link #MOST_DENSE_DIMENSION}, the most components looked for by share of variance. */
  public static final int MOST_SOUGHT = 256;

  /**
   * Checks the numbers.
   *
   * @throws UserException if one is out of its range
   */
  public PrincipalSettings {
    if (dimension < 0) {
      throw new UserException("pcaDimension must be at least 0 but was " + dimension);
    }
    if (!(varianceShare > 0 && varianceShare <= 1)) {
      throw new UserException("pcaVarianceShare must be in (0, 1] but was " + varianceShare);
    }
  }

  /** Whether rows are fitted as they are. */
  public boolean isNone() {
    return dimension == 0 && varianceShare == 1;
  }

  /**
   * How many components have to be computed.
   *
   * @param d coordinates of a row
   * @return a number in [1, d]
   * @throws UserException if there are not so many
   */
  public int sought(int d) {
    if (dimension > d) {
      throw new UserException(
          "pcaDimension must be at most the %d numbers of a row but was %d"
              .formatted(d, dimension));
    }
    if (dimension > 0) {
      return dimension;
    }
    return d <= MOST_DENSE_DIMENSION ? d : MOST_SOUGHT;
  }

  /**
   * Takes what is wanted of the components that were computed.
   *
   * @param all as many as {@link #sought}
   * @return the wanted ones
   * @throws UserException if the wanted share of the variance takes more than were looked for
   */
  public PrincipalComponents select(PrincipalComponents all) {
    boolean reached = all.explainedShare() >= varianceShare * (1 - 1e-9);
    if (dimension == 0 && !reached) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "pcaVarianceShare must be at most %.4f, which %d components explain, but was %s; or set pcaDimension",
              Math.floor(1e4 * all.explainedShare()) / 1e4,
              all.count(),
              varianceShare));
    }
    return all.explaining(varianceShare);
  }
}
