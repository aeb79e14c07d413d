package dev.isonomy.generate;

import dev.isonomy.plan.GenerationPlan;
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

  /** A unit of a plan. */
  public static UnitPlan of(GenerationPlan plan, long unit) {
    return new UnitPlan(
        plan.seed(), plan.layout().unit(unit), plan.componentsForCell(), plan.expectedAcceptance());
  }
}
