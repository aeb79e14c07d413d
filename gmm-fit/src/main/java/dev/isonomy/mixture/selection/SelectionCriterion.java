package dev.isonomy.mixture.selection;

import dev.isonomy.error.UserException;
import java.util.Arrays;

/** The criterion by which the number of components is chosen among candidates. */
public enum SelectionCriterion {
  /** The log-likelihood of rows that the fit did not see: how well the density is known. */
  HELD_OUT("heldOut"),
  /**
   * The share of labelled rows, which the fit did not see, that fall into a component where their
   * own cell has the majority: how well components stand for cells.
   */
  PURITY("purity"),
  /** Schwarz's criterion on the rows of the fit, per row and with the sign of a log-likelihood. */
  BIC("bic");

  private final String id;

  SelectionCriterion(String id) {
    this.id = id;
  }

  /** The name in Params. */
  public String id() {
    return id;
  }

  /**
   * The criterion with this name.
   *
   * @param name such as "purity"
   * @return the criterion
   * @throws UserException if there is none
   */
  public static SelectionCriterion fromName(String name) {
    for (SelectionCriterion each : values()) {
      if (each.id.equals(name)) {
        return each;
      }
    }
    throw new UserException(
        "kSelection must be one of "
            + Arrays.stream(values()).map(SelectionCriterion::id).toList()
            + " but was '"
            + name
            + "'");
  }
}
