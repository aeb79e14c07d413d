package dev.isonomy.config;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Shares of cells as section {@code target} asks for them. */
public final class TargetShares {
  private TargetShares() {}

  /**
   * The wanted shares of the whole: for a complement, those of existing and new images together.
   *
   * @throws UserException if a cell or class is missing or unknown, or shares do not sum to 1
   */
  public static CellDistribution whole(TargetSettings target, AttributeSpace space) {
    Set<Integer> excluded = excluded(target, space);
    if (target.kind() != TargetKind.SHARES) {
      double[] shares = new double[space.cellCount()];
      Arrays.fill(shares, 1.0 / (shares.length - excluded.size()));
      excluded.forEach(cell -> shares[cell] = 0);
      return new CellDistribution(space, shares);
    }
    try {
      return without(excluded, CellDistribution.of(space, named(target, space, excluded)));
    } catch (UserException e) {
      throw new UserException("isonomy.target.shares: " + e.getMessage(), e);
    }
  }

  /** Shares by cell need not name the excluded ones, and must not give them any. */
  private static Map<String, Double> named(
      TargetSettings target, AttributeSpace space, Set<Integer> excluded) {
    Map<String, Double> named = new TreeMap<>(target.shares());
    boolean byCell = named.keySet().stream().anyMatch(space.cellNames()::contains);
    if (byCell) {
      for (int cell : excluded) {
        double share = named.computeIfAbsent(space.cellName(cell), name -> 0.0);
        if (share > 0) {
          throw new UserException(
              "%s must be 0, as isonomy.target.excluded names the cell, but was %s"
                  .formatted(space.cellName(cell), share));
        }
      }
    }
    return named;
  }

  private static CellDistribution without(Set<Integer> excluded, CellDistribution all) {
    double[] shares = all.shares();
    excluded.forEach(cell -> shares[cell] = 0);
    double sum = Arrays.stream(shares).sum();
    if (!(sum > 0)) {
      throw new UserException("no cell has a share but those that isonomy.target.excluded names");
    }
    for (int cell = 0; cell < shares.length; cell++) {
      shares[cell] /= sum;
    }
    return new CellDistribution(all.space(), shares);
  }

  /** A cell; where cells are pairs with prompts, a cell without a prompt is that of all prompts. */
  private static Set<Integer> cells(String name, AttributeSpace space) {
    boolean pairs = space.attributes().get(0).name().equals(PromptTable.ATTRIBUTE);
    if (!pairs || space.findCell(name).isPresent()) {
      return Set.of(space.cellOfName(name));
    }
    List<Attribute> own = space.attributes().subList(1, space.attributes().size());
    AttributeSpace cells = new AttributeSpace(own);
    OptionalInt cell = cells.findCell(name);
    if (cell.isEmpty()) {
      return Set.of(space.cellOfName(name)); // says what is wrong
    }
    Set<Integer> all = new TreeSet<>();
    for (int pair = cell.getAsInt(); pair < space.cellCount(); pair += cells.cellCount()) {
      all.add(pair);
    }
    return all;
  }

  /**
   * The cells of which no image is made.
   *
   * @throws UserException if a name is no cell's, or fewer than two cells are left
   */
  public static Set<Integer> excluded(TargetSettings target, AttributeSpace space) {
    Set<Integer> excluded = new TreeSet<>();
    for (String name : target.excluded()) {
      try {
        excluded.addAll(cells(name, space));
      } catch (UserException e) {
        throw new UserException("isonomy.target.excluded: " + e.getMessage(), e);
      }
    }
    if (space.cellCount() - excluded.size() < 2) {
      throw new UserException(
          "isonomy.target.excluded must leave at least 2 of the %d cells but names %d"
              .formatted(space.cellCount(), excluded.size()));
    }
    return excluded;
  }
}
