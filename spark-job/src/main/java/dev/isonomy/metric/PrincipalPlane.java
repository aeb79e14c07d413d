package dev.isonomy.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The plane through weighted points that keeps the most of their variance: their first two
 * principal components. With a mixture's means as points it shows how the components lie to each
 * other.
 */
public final class PrincipalPlane {
  private final double[] mean;
  private final double[] first;
  private final double[] second;

  private PrincipalPlane(double[] mean, double[] first, double[] second) {
    this.mean = mean;
    this.first = first;
    this.second = second;
  }

  /**
   * The plane of some points.
   *
   * @param points at least one, all of the same width d
   * @param weights one non-negative weight per point, not all zero
   * @return the plane; with d = 1 its second axis is zero
   */
  public static PrincipalPlane of(double[][] points, double[] weights) {
    int d = points[0].length;
    double total = Arrays.stream(weights).sum();
    double[] mean = new double[d];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < d; j++) {
        mean[j] += weights[i] / total * points[i][j];
      }
    }
    double[][] covariance = new double[d][d];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < d; j++) {
        double scaled = weights[i] / total * (points[i][j] - mean[j]);
        for (int k = 0; k < d; k++) {
          covariance[j][k] += scaled * (points[i][k] - mean[k]);
        }
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(covariance);
    int[] order =
        IntStream.range(0, d)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.values()[i]))
            .mapToInt(i -> i)
            .toArray();
    return new PrincipalPlane(
        mean, axis(eigen, order[0]), d > 1 ? axis(eigen, order[1]) : new double[d]);
  }

  /** An eigenvector, with the sign that makes its largest entry positive. */
  private static double[] axis(SymmetricEigen eigen, int index) {
    double[] axis = Arrays.stream(eigen.vectors()).mapToDouble(row -> row[index]).toArray();
    double largest = 0;
    for (double entry : axis) {
      largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
    }
    if (largest < 0) {
      Arrays.setAll(axis, i -> -axis[i]);
    }
    return axis;
  }

  /** A point's first coordinate. */
  public double x(double[] point) {
    return along(first, point);
  }

  /** A point's second coordinate. */
  public double y(double[] point) {
    return along(second, point);
  }

  private double along(double[] axis, double[] point) {
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      sum += axis[j] * (point[j] - mean[j]);
    }
    return sum;
  }
}
