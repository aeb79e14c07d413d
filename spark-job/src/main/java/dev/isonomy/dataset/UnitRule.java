package dev.isonomy.dataset;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/** What a unit of a data set must hold; asked on executors. */
@FunctionalInterface
public interface UnitRule extends Serializable {
  /**
   * What is wrong with a unit, in words that follow the data set's name; empty if nothing is.
   *
   * @param unit its number
   * @param images how many images of each cell it has
   */
  Optional<String> problem(long unit, Map<String, Long> images);

  /** Whether images are counted by pairs of prompt and cell instead of by cell. */
  default boolean byPrompt() {
    return false;
  }
}
