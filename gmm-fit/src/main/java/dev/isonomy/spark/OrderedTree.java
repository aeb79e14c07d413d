package dev.isonomy.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Merges one value per partition in a tree, always in the order of the partitions. Spark's own
 * treeReduce merges on the driver what arrives first, so that the last bits of a sum of doubles
 * depend on which task ended first.
 */
final class OrderedTree {
  private OrderedTree() {}

  /**
   * Merges.
   *
   * @param <T> what is merged
   * @param values exactly one per partition
   * @param depth of the tree, at least 1: with 1 the driver merges everything
   * @param merge may change and give back its first argument
   * @return all values, merged from left to right
   */
  static <T> T reduce(JavaRDD<T> values, int depth, Function2<T, T, T> merge) {
    JavaRDD<T> level = values;
    int partitions = values.getNumPartitions();
    int scale = Math.max(2, (int) Math.ceil(Math.pow(partitions, 1.0 / depth)));
    // another level pays where it spares the driver more values than it makes tasks
    while (depth > 1 && partitions > scale + ((partitions + scale - 1) / scale)) {
      int groups = (partitions + scale - 1) / scale;
      level = merged(level, new Neighbours(partitions, groups), merge);
      partitions = groups;
    }
    T sum = null;
    for (T each : level.collect()) {
      sum = sum == null ? each : call(merge, sum, each);
    }
    return sum;
  }

  private static <T> JavaRDD<T> merged(
      JavaRDD<T> values, Neighbours neighbours, Function2<T, T, T> merge) {
    JavaPairRDD<Integer, T> numbered =
        JavaPairRDD.fromJavaRDD(
            values.mapPartitionsWithIndex(
                (index, part) -> new NumberedIterator<>(index, part), false));
    return numbered
        .repartitionAndSortWithinPartitions(neighbours)
        .mapPartitions(
            part -> {
              T sum = part.next()._2();
              while (part.hasNext()) {
                sum = merge.call(sum, part.next()._2());
              }
              return List.of(sum).iterator();
            });
  }

  private static <T> T call(Function2<T, T, T> merge, T left, T right) {
    try {
      return merge.call(left, right);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The values of a partition with the partition's number. */
  private record NumberedIterator<T>(int index, Iterator<T> values)
      implements Iterator<Tuple2<Integer, T>> {
    @Override
    public boolean hasNext() {
      return values.hasNext();
    }

    @Override
    public Tuple2<Integer, T> next() {
      return new Tuple2<>(index, values.next());
    }
  }

  /** Puts partitions with neighbouring numbers together. */
  private static final class Neighbours extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;
    private final int groups;

    Neighbours(int partitions, int groups) {
      this.partitions = partitions;
      this.groups = groups;
    }

    @Override
    public int numPartitions() {
      return groups;
    }

    @Override
    public int getPartition(Object key) {
      return (int) ((long) (Integer) key * groups / partitions);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Neighbours that
          && partitions == that.partitions
          && groups == that.groups;
    }

    @Override
    public int hashCode() {
      return (31 * partitions) + groups;
    }
  }
}
