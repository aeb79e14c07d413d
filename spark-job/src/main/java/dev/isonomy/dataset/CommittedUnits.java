package dev.isonomy.dataset;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which units a data set has, as counted in the data set itself. A few bytes per unit: a billion
 * images are a million units.
 */
public final class CommittedUnits implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_CAPACITY = 16;

  private int size;
  private int[] units = new int[FIRST_CAPACITY];
  private int[] images = new int[FIRST_CAPACITY];
  private final SortedMap<String, Long> imagesByCell = new TreeMap<>();
  private long problemUnit = Long.MAX_VALUE;
  private String problem = "";
  private transient BitSet present;

  private CommittedUnits() {}

  /** No units yet. */
  public static CommittedUnits none() {
    return new CommittedUnits();
  }

  /** Adds a whole unit, which must not be added twice. */
  CommittedUnits add(long unit, Map<String, Long> counts, UnitRule rule) {
    rule.problem(unit, counts).ifPresent(what -> complain(unit, what));
    if (unit >= 0 && unit < Integer.MAX_VALUE) {
      long sum = counts.values().stream().mapToLong(Long::longValue).sum();
      grow(size + 1);
      units[size] = (int) unit;
      images[size] = (int) Math.min(Integer.MAX_VALUE, sum);
      size++;
    } else {
      complain(unit, "holds unit " + unit);
    }
    counts.forEach((cell, count) -> imagesByCell.merge(cell, count, Long::sum));
    present = null;
    return this;
  }

  /** Adds the units of another part of the data set. */
  CommittedUnits add(CommittedUnits other) {
    grow(size + other.size);
    System.arraycopy(other.units, 0, units, size, other.size);
    System.arraycopy(other.images, 0, images, size, other.size);
    size += other.size;
    other.imagesByCell.forEach((cell, count) -> imagesByCell.merge(cell, count, Long::sum));
    if (!other.problem.isEmpty()) {
      complain(other.problemUnit, other.problem);
    }
    present = null;
    return this;
  }

  private void grow(int capacity) {
    if (capacity > units.length) {
      int larger = Math.max(capacity, units.length + units.length / 2);
      units = Arrays.copyOf(units, larger);
      images = Arrays.copyOf(images, larger);
    }
  }

  // The one of the smallest unit is told, whatever the order of the parts.
  private void complain(long unit, String what) {
    if (problem.isEmpty() || unit < problemUnit) {
      problemUnit = unit;
      problem = what;
    }
  }

  /** What is wrong with the first unit that breaks the rule; empty if all are whole. */
  public Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** Whether a unit is there. */
  public boolean contains(long unit) {
    if (present == null) {
      present = new BitSet();
      for (int i = 0; i < size; i++) {
        present.set(units[i]);
      }
    }
    return unit >= 0 && unit < Integer.MAX_VALUE && present.get((int) unit);
  }

  /** How many units there are. */
  public long count() {
    return size;
  }

  /** Images in all. */
  public long images() {
    return imagesByCell.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Images of the units from one, included, to another, excluded. */
  public long images(long from, long to) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += units[i] >= from && units[i] < to ? images[i] : 0;
    }
    return sum;
  }

  /** Images per cell. */
  public SortedMap<String, Long> imagesByCell() {
    return Collections.unmodifiableSortedMap(imagesByCell);
  }
}
