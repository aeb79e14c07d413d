package dev.isonomy.audit;

import dev.isonomy.metric.ConfusionMatrix;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** How often two cells came together, sparse and mergeable. Mutable. */
final class CellPairs implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<Long, Long> counts = new HashMap<>();

  /** Counts a pair, unless one of its cells is unknown. */
  void add(int first, int second) {
    if (first >= 0 && second >= 0) {
      counts.merge(((long) first << 32) | second, 1L, Long::sum);
    }
  }

  void merge(CellPairs other) {
    other.counts.forEach((pair, count) -> counts.merge(pair, count, Long::sum));
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** As counts[first][second]. */
  ConfusionMatrix matrix(int cells) {
    long[][] matrix = new long[cells][cells];
    counts.forEach((pair, count) -> matrix[(int) (pair >>> 32)][pair.intValue()] = count);
    return ConfusionMatrix.ofCounts(matrix);
  }
}
