package dev.isonomy.generate;

import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.plan.WorkUnit;

/**
 * What a generator must know to make a unit.
 *
 * @param runSeed keys all random numbers
 * @param unit the unit and its quotas
 * @param componentsForCell from which components to draw: [cell][component]
 * @param expectedAcceptance share of draws that is expected to be kept, per cell; only sizes the
 *     rounds
 */
public record UnitPlan(
    long runSeed, WorkUnit unit, double[][] componentsForCell, double[] expectedAcceptance) {

  /**
   * A unit of a plan that rejects.
   *
   * @param seed the plan's seed
   * @param layout its units
   * @param rejection its components
   * @param unit the unit's number
   */
  public static UnitPlan of(long seed, UnitLayout layout, Rejection rejection, long unit) {
    return new UnitPlan(
        seed, layout.unit(unit), rejection.componentsForCell(), rejection.expectedAcceptance());
  }
}
