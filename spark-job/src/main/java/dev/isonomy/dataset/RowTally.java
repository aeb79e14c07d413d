package dev.isonomy.dataset;

import java.io.Serializable;

/**
 * What a look at rows found.
 *
 * @param rows how many were looked at
 * @param problems how many have something wrong
 * @param first the first problem in words, empty if there is none
 */
public record RowTally(long rows, long problems, String first) implements Serializable {
  /** Nothing looked at yet. */
  public static final RowTally NONE = new RowTally(0, 0, "");

  /** One more row, with its problem or none. */
  RowTally plus(String problem) {
    boolean wrong = !problem.isEmpty();
    return new RowTally(rows + 1, problems + (wrong ? 1 : 0), first.isEmpty() ? problem : first);
  }

  /** Both together. */
  public RowTally plus(RowTally other) {
    return new RowTally(
        rows + other.rows, problems + other.problems, first.isEmpty() ? other.first : first);
  }
}
