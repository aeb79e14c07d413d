package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.selection.RowSplit;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/**
 * What one pass over all rows finds: their moments, a sample, and the first row that must be
 * refused.
 *
 * <p>The sample keeps the rows with the smallest keys. A key is a hash of the row itself, so the
 * sample depends on neither partitions nor order. Labelled rows are sampled per cell, and a sampled
 * row has the weight of the rows that it stands for.
 */
final class RowSurvey implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A row with its key. The natural order puts the largest key first, so that it is dropped first.
   */
  private static final class Sampled implements Comparable<Sampled>, Serializable {
    private static final long serialVersionUID = 1L;
    private final long key;
    private final double[] row;
    private final double weight;

    Sampled(long key, double[] row, double weight) {
      this.key = key;
      this.row = row;
      this.weight = weight;
    }

    @Override
    public int compareTo(Sampled other) {
      int byKey = Long.compare(other.key, key);
      if (byKey != 0) {
        return byKey;
      }
      int byRow = Arrays.compare(other.row, row);
      return byRow != 0 ? byRow : Double.compare(other.weight, weight);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sampled that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(key);
    }
  }

  /** The rows of one cell with the smallest keys, the largest of them first. */
  private static final class Reservoir implements Serializable {
    private static final long serialVersionUID = 1L;
    private final PriorityQueue<Sampled> rows = new PriorityQueue<>();
    private double weight;

    void offer(Sampled row, int most) {
      if (most == 0) {
        return;
      }
      if (rows.size() < most) {
        rows.add(row);
      } else if (row.compareTo(rows.peek()) > 0) {
        rows.poll();
        rows.add(row);
      }
    }
  }

  private final int dimension;
  private final long seed;
  private final int mostPerCell;
  private final Moments moments;
  private final TreeMap<Integer, Reservoir> reservoirs = new TreeMap<>();
  private String refusal;

  RowSurvey(Moments empty, long seed, int mostPerCell) {
    this.dimension = empty.dimension();
    this.seed = seed;
    this.mostPerCell = mostPerCell;
    this.moments = empty;
  }

  /**
   * Surveys all rows.
   *
   * @param empty decides whether covariances or only variances are summed
   * @param mostPerCell rows of the sample
   * @param depth of the tree that merges what partitions found
   */
  static RowSurvey of(
      JavaRDD<BlockOrRefusal> parts, Moments empty, long seed, int mostPerCell, int depth) {
    return OrderedTree.reduce(
        parts,
        part -> {
          // a task may have several partitions, and each needs sums of its own
          RowSurvey survey = new RowSurvey(empty.emptied(), seed, mostPerCell);
          part.forEachRemaining(each -> survey.add(each, MatrixKernels.fastest()));
          return survey;
        },
        depth,
        RowSurvey::merge);
  }

  RowSurvey add(BlockOrRefusal part, MatrixKernel kernel) {
    if (part.refusal() != null) {
      if (refusal == null) {
        refusal = part.refusal();
      }
      return this;
    }
    RowBlock block = part.block();
    moments.add(block, kernel);
    for (int r = 0; r < block.rows(); r++) {
      if (block.weight(r) > 0) {
        double[] row = block.row(r);
        Reservoir reservoir = reservoirs.computeIfAbsent(block.cell(r), c -> new Reservoir());
        reservoir.weight += block.weight(r);
        reservoir.offer(new Sampled(key(row), row, block.weight(r)), mostPerCell);
      }
    }
    return this;
  }

  private long key(double[] row) {
    return RandomStream.of(seed, RowSplit.hash(row), 0, Purpose.SUBSAMPLE).nextLong();
  }

  RowSurvey merge(RowSurvey other) {
    if (refusal == null) {
      refusal = other.refusal;
    }
    moments.merge(other.moments);
    other.reservoirs.forEach(
        (cell, from) -> {
          Reservoir to = reservoirs.computeIfAbsent(cell, c -> new Reservoir());
          to.weight += from.weight;
          from.rows.forEach(row -> to.offer(row, mostPerCell));
        });
    return this;
  }

  /**
   * Moments of all rows.
   *
   * @throws UserException if a row had to be refused
   */
  Moments checkedMoments() {
    if (refusal != null) {
      throw new UserException(refusal);
    }
    return moments;
  }

  /** The sample in the order of its keys. */
  RowBlock sample() {
    int rows = reservoirs.values().stream().mapToInt(r -> r.rows.size()).sum();
    RowBlock.Builder builder = new RowBlock.Builder(dimension, rows);
    for (Map.Entry<Integer, Reservoir> entry : reservoirs.entrySet()) {
      Reservoir reservoir = entry.getValue();
      double sampled = reservoir.rows.stream().mapToDouble(row -> row.weight).sum();
      reservoir.rows.stream()
          .sorted(Collections.reverseOrder())
          .forEach(
              row ->
                  builder.add(
                      row.row,
                      row.weight * (reservoir.weight / sampled),
                      entry.getKey(),
                      Integer.toString(builder.rows())));
    }
    return builder.build();
  }
}
