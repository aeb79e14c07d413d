package dev.isonomy.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Sums the rows of every partition and merges the sums in a tree, always in the order of the
 * partitions. Spark's own treeReduce merges on the driver in order of arrival, so that the last
 * bits of a sum of doubles depend on which task ended first.
 */
final class OrderedTree {
  private OrderedTree() {}

  /**
   * Sums and merges.
   *
   * @param <S> a row
   * @param <T> what is merged
   * @param rows at least one partition
   * @param sum of the rows of a partition, which may have none
   * @param depth of the tree, at least 1: with 1 the driver merges everything
   * @param merge may change and give back its first argument
   * @return the sums of all partitions, merged from left to right
   */
  static <S, T> T reduce(
      JavaRDD<S> rows, Function<Iterator<S>, T> sum, int depth, Function2<T, T, T> merge) {
    int partitions = rows.getNumPartitions();
    int scale = Math.max(2, (int) Math.ceil(Math.pow(partitions, 1.0 / depth)));
    if (!anotherLevelPays(partitions, scale, depth)) {
      return merge(perPartition(rows, sum), merge);
    }
    JavaRDD<T> level = rows.mapPartitions(part -> List.of(sum.call(part)).iterator());
    while (anotherLevelPays(partitions, scale, depth)) {
      int groups = groups(partitions, scale);
      level = merged(level, new Neighbours(partitions, groups), merge);
      partitions = groups;
    }
    return merge(perPartition(level, Iterator::next), merge);
  }

  /** Whether another level saves the driver more values than it adds tasks. */
  private static boolean anotherLevelPays(int partitions, int scale, int depth) {
    return depth > 1 && partitions > scale + groups(partitions, scale);
  }

  private static int groups(int partitions, int scale) {
    return (partitions + scale - 1) / scale;
  }

  private static <T> T merge(List<T> values, Function2<T, T, T> merge) {
    T merged = null;
    for (T each : values) {
      merged = merged == null ? each : call(merge, merged, each);
    }
    return merged;
  }

  /** A function's value for each partition, in order. */
  @SuppressWarnings("unchecked") // the array is of the tag's class, Object
  private static <S, T> List<T> perPartition(JavaRDD<S> rows, Function<Iterator<S>, T> function) {
    ClassTag<T> tag = (ClassTag<T>) ClassTag$.MODULE$.AnyRef();
    Object values = rows.context().runJob(rows.rdd(), new PartitionFunction<>(function), tag);
    return (List<T>) Arrays.asList((Object[]) values);
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

  /**
   * The function that Spark calls for a partition. Spark's Java API wraps such a function in a
   * Scala closure, and Spark cleans closures by reading the enclosing class, all of RDD, from its
   * jar in every job. That takes 5 ms, as long as the rest of a small job. Spark leaves a function
   * of a named class as it is.
   */
  private static final class PartitionFunction<S, T>
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<S>, T>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Function<Iterator<S>, T> function;

    PartitionFunction(Function<Iterator<S>, T> function) {
      this.function = function;
    }

    @Override
    public T apply(TaskContext context, scala.collection.Iterator<S> rows) {
      return unchecked(() -> function.call(new Rows<>(rows)));
    }
  }

  /** A Scala iterator as a Java one, by the two methods that all Scala versions have. */
  private record Rows<S>(scala.collection.Iterator<S> rows) implements Iterator<S> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public S next() {
      return rows.next();
    }
  }

  private static <T> T call(Function2<T, T, T> merge, T left, T right) {
    return unchecked(() -> merge.call(left, right));
  }

  private static <T> T unchecked(Callable<T> what) {
    try {
      return what.call();
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

  /** Groups partitions with neighbouring numbers. */
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
