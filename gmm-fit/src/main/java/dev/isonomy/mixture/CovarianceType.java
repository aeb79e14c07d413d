package dev.isonomy.mixture;

import dev.isonomy.error.UserException;
import java.util.Arrays;

/** Which covariance matrices the components of a mixture may have. */
public enum CovarianceType {
  /** One matrix shared by all components. */
  TIED("tied"),
  /** A matrix of its own for every component. */
  FULL("full"),
  /** A diagonal matrix for every component. */
  DIAGONAL("diagonal"),
  /** One variance for every component. */
  SPHERICAL("spherical"),
  /** A few directions and a variance per coordinate for every component: W W^T + diag(psi). */
  LOW_RANK("lowRank");

  private final String id;

  CovarianceType(String id) {
    this.id = id;
  }

  /** The name in Params and files. */
  public String id() {
    return id;
  }

  /**
   * The type with this name.
   *
   * @param name such as "tied"
   * @return the type
   * @throws UserException if there is none
   */
  public static CovarianceType fromName(String name) {
    for (CovarianceType each : values()) {
      if (each.id().equals(name)) {
        return each;
      }
    }
    throw new UserException(
        "covariance type must be one of "
            + Arrays.stream(values()).map(CovarianceType::id).toList()
            + " but was '"
            + name
            + "'");
  }
}
