package dev.isonomy.plan;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.Objects;

/**
 * What limits the draws of a plan that rejects.
 *
 * @param minimumPurity P(cell | component) below which a component is not drawn for a cell, unless
 *     it is the cell's best one, in [0, 1]
 * @param abstainBelow confidence below which the labeler abstains and the draw is rejected, in [0,
 *     1); 0 where it never does
 * @param maxDrawsPerImage draws that a cell of a unit may take per image of its quota, at least 1
 * @param shortfall what happens to a cell whose draws are used up
 */
public record Thresholds(
    double minimumPurity, double abstainBelow, int maxDrawsPerImage, ShortfallPolicy shortfall)
    implements Serializable {
  /**
   * Checks the numbers.
   *
   * @throws UserException if one is out of its range
   */
  public Thresholds {
    if (!(minimumPurity >= 0 && minimumPurity <= 1)) {
      throw new UserException("minimum purity must be in [0, 1] but was " + minimumPurity);
    }
    if (!(abstainBelow >= 0 && abstainBelow < 1)) {
      throw new UserException("abstain below must be in [0, 1) but was " + abstainBelow);
    }
    if (maxDrawsPerImage < 1) {
      throw new UserException("max draws per image must be at least 1 but was " + maxDrawsPerImage);
    }
    Objects.requireNonNull(shortfall, "shortfall");
  }
}
