package dev.isonomy.dataset;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many images of each cell each committed unit has, as counted in the data set itself. */
public final class CommittedUnits {
  private final SortedMap<Long, SortedMap<String, Long>> counts = new TreeMap<>();

  private CommittedUnits() {}

  /** No units yet. */
  public static CommittedUnits none() {
    return new CommittedUnits();
  }

  /** Adds a count. */
  public void add(long unit, String cell, long images) {
    counts.computeIfAbsent(unit, key -> new TreeMap<>()).merge(cell, images, Long::sum);
  }

  /** Images per unit and cell. */
  public SortedMap<Long, SortedMap<String, Long>> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  /** Whether a unit is there. */
  public boolean contains(long unit) {
    return counts.containsKey(unit);
  }

  /** Images of a unit and cell. */
  public long count(long unit, String cell) {
    return counts.getOrDefault(unit, new TreeMap<>()).getOrDefault(cell, 0L);
  }

  /** Images in all. */
  public long images() {
    return counts.values().stream()
        .flatMap(cells -> cells.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Images per cell. */
  public Map<String, Long> imagesByCell() {
    Map<String, Long> total = new TreeMap<>();
    counts.values().forEach(cells -> cells.forEach((cell, n) -> total.merge(cell, n, Long::sum)));
    return total;
  }
}
