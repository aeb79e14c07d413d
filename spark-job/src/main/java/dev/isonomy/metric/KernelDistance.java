package dev.isonomy.metric;

import java.util.stream.IntStream;

/**
 * The unbiased squared maximum mean discrepancy with the kernel (x.y / d + 1)^3, known as KID when
 * the features come from an image network (Binkowski et al., ICLR 2018):
 *
 * <pre>
 * sum_{i != j} k(x_i, x_j) / n(n-1) + sum_{i != j} k(y_i, y_j) / m(m-1) - 2 sum k(x_i, y_j) / nm
 * </pre>
 *
 * <p>All pairs are used at once, which has a smaller variance than the usual mean over random
 * subsets and the same expectation. The interval is a jackknife's over ten parts of both sets.
 *
 * @param distance the estimate; around 0, also below it, for sets of one distribution
 * @param interval 95%
 */
public record KernelDistance(double distance, Interval interval) {
  private static final int FOLDS = FoldedMoments.FOLDS;
  private static final double STUDENT_97_5 = FoldedMoments.STUDENT_97_5;

  /**
   * Compares two sets.
   *
   * @param x at least 20 rows
   * @param y at least 20 rows of the same width
   * @return the estimate
   * @throws IllegalArgumentException with fewer rows
   */
  public static KernelDistance between(float[][] x, float[][] y) {
    RowDistances.requireRows("x", x, 2 * FOLDS);
    RowDistances.requireRows("y", y, 2 * FOLDS);
    double[][] xx = blockSums(x, x);
    double[][] yy = blockSums(y, y);
    double[][] xy = blockSums(x, y);
    double all = estimate(xx, yy, xy, x.length, y.length, -1);
    double mean = 0;
    double[] leftOut = new double[FOLDS];
    for (int fold = 0; fold < FOLDS; fold++) {
      leftOut[fold] = estimate(xx, yy, xy, x.length, y.length, fold);
      mean += leftOut[fold] / FOLDS;
    }
    double squares = 0;
    for (double each : leftOut) {
      squares += (each - mean) * (each - mean);
    }
    double half = STUDENT_97_5 * Math.sqrt(squares * (FOLDS - 1) / FOLDS);
    return new KernelDistance(all, new Interval(all - half, all + half));
  }

  /**
   * Sums of the kernel over pairs of parts; row i is in part i mod FOLDS; i = j left out if a = b.
   */
  private static double[][] blockSums(float[][] a, float[][] b) {
    double[][] rows = new double[a.length][];
    IntStream.range(0, a.length)
        .parallel()
        .forEach(
            i -> {
              double[] sums = new double[FOLDS];
              for (int j = 0; j < b.length; j++) {
                if (a != b || i != j) {
                  double base = (RowDistances.dot(a[i], b[j]) / a[i].length) + 1;
                  sums[j % FOLDS] += base * base * base;
                }
              }
              rows[i] = sums;
            });
    double[][] blocks = new double[FOLDS][FOLDS];
    for (int i = 0; i < a.length; i++) {
      for (int fold = 0; fold < FOLDS; fold++) {
        blocks[i % FOLDS][fold] += rows[i][fold];
      }
    }
    return blocks;
  }

  private static double estimate(
      double[][] xx, double[][] yy, double[][] xy, int n, int m, int left) {
    double nx = n - partSize(n, left);
    double ny = m - partSize(m, left);
    return (sum(xx, left) / (nx * (nx - 1)))
        + (sum(yy, left) / (ny * (ny - 1)))
        - (2 * sum(xy, left) / (nx * ny));
  }

  private static int partSize(int rows, int fold) {
    return fold < 0 ? 0 : (rows - fold + FOLDS - 1) / FOLDS;
  }

  private static double sum(double[][] blocks, int left) {
    double sum = 0;
    for (int i = 0; i < FOLDS; i++) {
      for (int j = 0; j < FOLDS; j++) {
        if (i != left && j != left) {
          sum += blocks[i][j];
        }
      }
    }
    return sum;
  }
}
