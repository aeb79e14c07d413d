package dev.isonomy.audit.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The features of the images with the smallest hashes: a uniform sample that depends neither on the
 * order of images nor on partitions. Equal images have equal hashes, so either all copies of an
 * image are in the sample or none, up to its edge.
 */
public final class RowSample implements Tally<RowSample> {
  private static final long serialVersionUID = 1L;

  private final int capacity;
  private final PriorityQueue<Entry> largestFirst;

  /** A row with its priority; never compared by value. */
  private record Entry(long hash, int cell, int prompt, boolean truthKnown, float[] features)
      implements Serializable {}

  /**
   * An empty sample.
   *
   * @param capacity how many images are kept, at most
   */
  public RowSample(int capacity) {
    this.capacity = capacity;
    this.largestFirst = new PriorityQueue<>(new LargestFirst());
  }

  @Override
  public void add(AuditImage image) {
    if (image.features().length > 0) {
      offer(
          new Entry(
              image.hash(), image.cell(), image.prompt(), image.truth() >= 0, image.features()));
    }
  }

  @Override
  public void merge(RowSample other) {
    other.largestFirst.forEach(this::offer);
  }

  private void offer(Entry entry) {
    if (largestFirst.size() < capacity) {
      largestFirst.add(entry);
    } else if (capacity > 0 && Long.compareUnsigned(entry.hash(), largestFirst.peek().hash()) < 0) {
      largestFirst.poll();
      largestFirst.add(entry);
    }
  }

  /** How many images are in the sample. */
  public int size() {
    return largestFirst.size();
  }

  /** All rows, by ascending hash. */
  public float[][] rows() {
    return rows(Integer.MAX_VALUE);
  }

  /** At most so many rows, by ascending hash. */
  public float[][] rows(int most) {
    return ordered().stream().limit(most).map(Entry::features).toArray(float[][]::new);
  }

  /** The rows of each cell, by ascending hash. */
  public float[][][] rowsByCell(int cells) {
    return grouped(cells, Entry::cell, entry -> true);
  }

  /** The rows of each prompt, by ascending hash. */
  public float[][][] rowsByPrompt(int prompts) {
    return grouped(prompts, Entry::prompt, entry -> true);
  }

  /** The rows of each cell whose truth is known, by ascending hash. */
  public float[][][] labelledRowsByCell(int cells) {
    return grouped(cells, Entry::cell, Entry::truthKnown);
  }

  /** The rows of each cell whose truth is not known, by ascending hash. */
  public float[][][] unlabelledRowsByCell(int cells) {
    return grouped(cells, Entry::cell, entry -> !entry.truthKnown());
  }

  private float[][][] grouped(int count, ToIntFunction<Entry> group, Predicate<Entry> condition) {
    List<List<float[]>> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(new ArrayList<>());
    }
    for (Entry entry : ordered()) {
      if (group.applyAsInt(entry) >= 0 && condition.test(entry)) {
        groups.get(group.applyAsInt(entry)).add(entry.features());
      }
    }
    return groups.stream().map(rows -> rows.toArray(float[][]::new)).toArray(float[][][]::new);
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
