package dev.isonomy.audit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The rows with the smallest hashes: a uniform sample that depends neither on their order nor on
 * their partitions. Mergeable and mutable. Equal images have equal hashes: either all copies are in
 * the sample or none, up to its edge.
 */
final class RowSample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int capacity;
  private final PriorityQueue<Entry> largestFirst;

  /** A row with its priority; never compared by value. */
  record Entry(long hash, int cell, boolean truthKnown, float[] features) implements Serializable {}

  RowSample(int capacity) {
    this.capacity = capacity;
    this.largestFirst = new PriorityQueue<>(new LargestFirst());
  }

  void add(long hash, AuditRow row) {
    offer(new Entry(hash, row.cell(), row.truth() >= 0, row.features()));
  }

  void merge(RowSample other) {
    other.largestFirst.forEach(this::offer);
  }

  private void offer(Entry entry) {
    if (largestFirst.size() < capacity) {
      largestFirst.add(entry);
    } else if (Long.compareUnsigned(entry.hash(), largestFirst.peek().hash()) < 0) {
      largestFirst.poll();
      largestFirst.add(entry);
    }
  }

  int size() {
    return largestFirst.size();
  }

  /** At most so many rows, by ascending hash. */
  float[][] rows(int most) {
    return ordered().stream().limit(most).map(Entry::features).toArray(float[][]::new);
  }

  /** The rows of each cell, by ascending hash. */
  float[][][] rowsByCell(int cells) {
    return rowsByCell(cells, entry -> true);
  }

  /** The rows of each cell that a condition holds for, by ascending hash. */
  float[][][] rowsByCell(int cells, Predicate<Entry> condition) {
    List<Entry> ordered = ordered().stream().filter(condition).toList();
    return IntStream.range(0, cells)
        .mapToObj(
            cell ->
                ordered.stream()
                    .filter(entry -> entry.cell() == cell)
                    .map(Entry::features)
                    .toArray(float[][]::new))
        .toArray(float[][][]::new);
  }

  private List<Entry> ordered() {
    List<Entry> ordered = new ArrayList<>(largestFirst);
    ordered.sort(new LargestFirst().reversed());
    return ordered;
  }

  /** A named class: it travels with the queue. */
  private static final class LargestFirst implements Comparator<Entry>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Entry a, Entry b) {
      return Long.compareUnsigned(b.hash(), a.hash());
    }
  }
}
