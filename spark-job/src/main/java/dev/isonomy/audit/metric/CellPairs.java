package dev.isonomy.audit.metric;

import dev.isonomy.metric.ConfusionMatrix;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;

/** How often two cells came together, sparse and mergeable. Mutable. */
public final class CellPairs implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<Long, Long> counts = new HashMap<>();

  /** Counts a pair, unless one of its cells is unknown. */
  public void add(int first, int second) {
    if (first >= 0 && second >= 0) {
      counts.merge(((long) first << 32) | second, 1L, Long::sum);
    }
  }

  /** Adds the pairs that were counted elsewhere. */
  public void merge(CellPairs other) {
    other.counts.forEach((pair, count) -> counts.merge(pair, count, Long::sum));
  }

  /** The share of all pairs whose cells are equal; nothing without pairs. */
  public OptionalDouble agreement() {
    return share((first, second) -> true);
  }

  /** The share of the pairs with this first cell whose second one is equal. */
  public OptionalDouble agreement(int cell) {
    return share((first, second) -> first == cell);
  }

  private OptionalDouble share(BiPredicate<Integer, Integer> counted) {
    long equal = 0;
    long all = 0;
    for (Map.Entry<Long, Long> entry : counts.entrySet()) {
      int first = (int) (entry.getKey() >>> 32);
      int second = entry.getKey().intValue();
      if (counted.test(first, second)) {
        all += entry.getValue();
        equal += first == second ? entry.getValue() : 0;
      }
    }
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) equal / all);
  }

  /** Whether no pair was counted. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** The pairs as counts[first][second]. */
  public ConfusionMatrix matrix(int cells) {
    long[][] matrix = new long[cells][cells];
    counts.forEach((pair, count) -> matrix[(int) (pair >>> 32)][pair.intValue()] = count);
    return ConfusionMatrix.ofCounts(matrix);
  }
}
