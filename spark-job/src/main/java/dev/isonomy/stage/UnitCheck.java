package dev.isonomy.stage;

import dev.isonomy.config.ShortfallChoice;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.WorkUnit;

/** Holds the units of a data set against the plan. */
final class UnitCheck {
  private final RunContext run;
  private final GenerationPlan plan;
  private final boolean exactCells;
  private final boolean mayLack;

  UnitCheck(RunContext run, GenerationPlan plan, BalanceMethod method) {
    this.run = run;
    this.plan = plan;
    this.exactCells = method instanceof BalanceMethod.Conditional;
    this.mayLack = run.config().generate().shortfall() == ShortfallChoice.REPORT;
  }

  /**
   * Refuses a data set with a unit that the plan does not have, or with other counts than planned.
   *
   * @throws UserException naming the unit
   */
  void requireWhole(CommittedUnits committed) {
    for (long id : committed.counts().keySet()) {
      if (id < 0 || id >= plan.layout().unitCount()) {
        throw damaged(
            "holds unit %d, but the plan has %d units".formatted(id, plan.layout().unitCount()));
      }
      requireWhole(plan.layout().unit(id), committed);
    }
  }

  private void requireWhole(WorkUnit unit, CommittedUnits committed) {
    if (!exactCells) {
      long images = committed.counts().get(unit.id()).values().stream().mapToLong(n -> n).sum();
      require(unit.id(), "", images, unit.size());
      return;
    }
    int[] quotas = unit.quotas();
    for (int cell = 0; cell < quotas.length; cell++) {
      String name = run.space().cellName(cell);
      long found = committed.count(unit.id(), name);
      if (!(mayLack && found < quotas[cell])) {
        require(unit.id(), " of cell " + name, found, quotas[cell]);
      }
    }
  }

  private void require(long unit, String what, long found, long wanted) {
    if (found != wanted) {
      throw damaged(
          "has %d images%s in unit %d where the plan wants %d"
              .formatted(found, what, unit, wanted));
    }
  }

  /** Refuses a data set that lacks units: only a bug could leave it so. */
  void requireComplete(CommittedUnits committed) {
    if (mayLack) {
      return;
    }
    if (committed.images() != plan.images()) {
      throw new IllegalStateException(
          "generation ended with %d of %d images".formatted(committed.images(), plan.images()));
    }
  }

  private UserException damaged(String what) {
    String where = run.directory().shown(Stage.GENERATE.artifact());
    return new UserException(
        where
            + " "
            + what
            + ": files were added, changed or lost; delete "
            + where
            + " and run again");
  }
}
