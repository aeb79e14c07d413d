package dev.isonomy.mixture;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.Locale;

/** Which covariance matrices the components of a mixture may have. */
public enum CovarianceType {
  /** One matrix shared by all components. */
  TIED,
  /** A matrix of its own for every component. */
  FULL,
  /** A diagonal matrix for every component. */
  DIAGONAL,
  /** One variance for every component. */
  SPHERICAL;

  /** The name in configuration and files: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
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
