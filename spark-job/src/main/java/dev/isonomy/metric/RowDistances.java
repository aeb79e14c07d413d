package dev.isonomy.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Squared Euclidean distances and inner products between rows of features. */
final class RowDistances {
  private RowDistances() {}

  // Four sums instead of one: the additions need not wait for each other.
  static double squared(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      double d0 = (double) a[i] - b[i];
      double d1 = (double) a[i + 1] - b[i + 1];
      double d2 = (double) a[i + 2] - b[i + 2];
      double d3 = (double) a[i + 3] - b[i + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      s0 += difference * difference;
    }
    return (s0 + s1) + (s2 + s3);
  }

  static double dot(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += (double) a[i] * b[i];
      s1 += (double) a[i + 1] * b[i + 1];
      s2 += (double) a[i + 2] * b[i + 2];
      s3 += (double) a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += (double) a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** For each row the squared distance to its k-th nearest other row of the same set. */
  static double[] radii(float[][] rows, int k) {
    if (rows.length <= k) {
      throw new IllegalArgumentException(
          "neighbours need more than k = " + k + " rows but there are " + rows.length);
    }
    double[] radii = new double[rows.length];
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(
            i -> {
              double[] nearest = new double[k];
              Arrays.fill(nearest, Double.POSITIVE_INFINITY);
              for (int j = 0; j < rows.length; j++) {
                if (j != i) {
                  insert(nearest, squared(rows[i], rows[j]));
                }
              }
              radii[i] = nearest[k - 1];
            });
    return radii;
  }

  /** For each row of a set the squared distance to the nearest row of another one. */
  static double[] nearest(float[][] rows, float[][] others) {
    double[] nearest = new double[rows.length];
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(
            i -> {
              double least = Double.POSITIVE_INFINITY;
              for (float[] other : others) {
                least = Math.min(least, squared(rows[i], other));
              }
              nearest[i] = least;
            });
    return nearest;
  }

  static void requireRows(String name, float[][] rows, int least) {
    if (rows.length < least) {
      throw new IllegalArgumentException(
          name + " must have at least " + least + " rows but has " + rows.length);
    }
  }

  private static void insert(double[] ascending, double value) {
    int at = ascending.length - 1;
    if (value >= ascending[at]) {
      return;
    }
    while (at > 0 && ascending[at - 1] > value) {
      ascending[at] = ascending[at - 1];
      at--;
    }
    ascending[at] = value;
  }
}
