package dev.isonomy.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows that lie no further apart than a threshold, joined to clusters: exact copies always count.
 *
 * @param threshold the distance up to which two rows count as near duplicates
 * @param pairs how many pairs are that close
 * @param clusters how many groups of two or more rows the pairs join
 * @param images how many rows are in a cluster
 * @param largestCluster rows in the largest cluster, 0 without any
 */
public record NearDuplicates(
    double threshold, long pairs, int clusters, int images, int largestCluster) {

  /**
   * Finds the clusters by comparing all pairs; time n^2 / 2, memory n.
   *
   * @param x rows of equal width
   * @param threshold a distance, non-negative
   * @return the clusters
   */
  public static NearDuplicates within(float[][] x, double threshold) {
    double squared = threshold * threshold;
    int[][] close = new int[x.length][];
    IntStream.range(0, x.length)
        .parallel()
        .forEach(
            i ->
                close[i] =
                    IntStream.range(i + 1, x.length)
                        .filter(j -> RowDistances.squared(x[i], x[j]) <= squared)
                        .toArray());
    int[] parent = IntStream.range(0, x.length).toArray();
    long pairs = 0;
    for (int i = 0; i < x.length; i++) {
      pairs += close[i].length;
      for (int j : close[i]) {
        parent[root(parent, j)] = root(parent, i);
      }
    }
    int[] sizes = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      sizes[root(parent, i)]++;
    }
    int[] clusters = Arrays.stream(sizes).filter(size -> size > 1).toArray();
    return new NearDuplicates(
        threshold,
        pairs,
        clusters.length,
        Arrays.stream(clusters).sum(),
        Arrays.stream(clusters).max().orElse(0));
  }

  /**
   * A low quantile of the distances of rows to their nearest neighbour in the same set: the scale
   * that a threshold is taken from. Exact copies are left out: they say nothing of a scale.
   *
   * @param x at least two rows
   * @param q in [0, 1]
   * @return the quantile, as a distance; 0 if every row has a copy
   */
  public static double nearestDistanceQuantile(float[][] x, double q) {
    double[] distances =
        Arrays.stream(RowDistances.radii(x, 1))
            .filter(d -> d > 0)
            .map(Math::sqrt)
            .sorted()
            .toArray();
    return distances.length == 0 ? 0 : Interval.quantile(distances, q);
  }

  /**
   * The distance of each row to the nearest row of another set.
   *
   * @param x rows
   * @param others at least one row of the same width
   * @return one distance per row of x
   */
  public static double[] nearestDistances(float[][] x, float[][] others) {
    RowDistances.requireRows("others", others, 1);
    return Arrays.stream(RowDistances.nearest(x, others)).map(Math::sqrt).toArray();
  }

  private static int root(int[] parent, int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
