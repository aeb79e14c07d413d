package dev.isonomy.stage;

import dev.isonomy.condition.Asked;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.dataset.UnitRule;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.plan.WorkUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds a unit of a data set against the plan.
 *
 * @param layout the units and their quotas
 * @param cells names of the cells
 * @param byPrompt whether these are pairs of prompt and cell
 * @param exactCells whether every cell has its quota, or only the unit its size
 * @param mayLack whether a cell may have less
 */
record UnitCheck(
    UnitLayout layout, List<String> cells, boolean byPrompt, boolean exactCells, boolean mayLack)
    implements UnitRule {

  static UnitCheck of(GenerationPlan plan) {
    return new UnitCheck(
        plan.layout(),
        List.copyOf(plan.space().cellNames()),
        Asked.isOfPairs(plan.space()),
        plan.rejection().isPresent(),
        plan.mayFallShort());
  }

  @Override
  public Optional<String> problem(long id, Map<String, Long> images) {
    if (id < 0 || id >= layout.unitCount()) {
      return Optional.of(
          "holds unit %d, but the plan has %d units".formatted(id, layout.unitCount()));
    }
    WorkUnit unit = layout.unit(id);
    Set<String> known = new HashSet<>(cells);
    for (String name : new TreeSet<>(images.keySet())) {
      if (!known.contains(name)) {
        return Optional.of("has images of an unknown cell %s in unit %d".formatted(name, id));
      }
    }
    if (!exactCells) {
      long found = images.values().stream().mapToLong(Long::longValue).sum();
      return problem(id, "", found, unit.size());
    }
    int[] quotas = unit.quotas();
    for (int cell = 0; cell < quotas.length; cell++) {
      long found = images.getOrDefault(cells.get(cell), 0L);
      if (!(mayLack && found < quotas[cell])) {
        Optional<String> problem = problem(id, " of cell " + cells.get(cell), found, quotas[cell]);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(long unit, String what, long found, long wanted) {
    return found == wanted
        ? Optional.empty()
        : Optional.of(
            "has %d images%s in unit %d where the plan wants %d"
                .formatted(found, what, unit, wanted));
  }

  /**
   * Refuses a data set with a unit that the plan does not have, or with other counts than planned.
   *
   * @param where what the data set is called
   * @throws UserException naming the unit
   */
  static void requireWhole(CommittedUnits committed, String where) {
    if (committed.problem().isPresent()) {
      throw new UserException(
          where
              + " "
              + committed.problem().get()
              + ": files were added, changed or lost; delete "
              + where
              + " and run again");
    }
  }
}
