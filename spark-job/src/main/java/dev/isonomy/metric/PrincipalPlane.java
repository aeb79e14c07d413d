package dev.isonomy.metric;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The plane through weighted points that keeps the most of their variance: their first two
 * principal components. With a mixture's means as points it shows how the components lie to each
 * other.
 */
public final class PrincipalPlane implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rounds of the power iteration; a chart needs few digits. */
  private static final int ROUNDS = 100;

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
    double[] first = leading(points, weights, mean, new double[d], 0);
    double[] second = d > 1 ? leading(points, weights, mean, first, 1) : new double[d];
    return new PrincipalPlane(mean, oriented(first), oriented(second));
  }

  /** The direction of the largest variance among those at right angles to another, by iteration. */
  private static double[] leading(
      double[][] points, double[] weights, double[] mean, double[] other, int number) {
    double[] axis = new double[mean.length];
    RandomStream.of(0, number, 0, Purpose.SEEDING).fillGaussian(axis);
    straighten(axis, other);
    for (int round = 0; round < ROUNDS; round++) {
      double[] next = new double[axis.length];
      for (int i = 0; i < points.length; i++) {
        double along = 0;
        for (int j = 0; j < axis.length; j++) {
          along += axis[j] * (points[i][j] - mean[j]);
        }
        for (int j = 0; j < axis.length; j++) {
          next[j] += weights[i] * along * (points[i][j] - mean[j]);
        }
      }
      if (!straighten(next, other)) {
        return axis; // no variance is left
      }
      axis = next;
    }
    return axis;
  }

  /** Takes another direction out and scales to length 1, unless nothing is left. */
  private static boolean straighten(double[] axis, double[] other) {
    double along = 0;
    for (int j = 0; j < axis.length; j++) {
      along += axis[j] * other[j];
    }
    double squares = 0;
    for (int j = 0; j < axis.length; j++) {
      axis[j] -= along * other[j];
      squares += axis[j] * axis[j];
    }
    double length = Math.sqrt(squares);
    for (int j = 0; j < axis.length && length > 0; j++) {
      axis[j] /= length;
    }
    return length > 0;
  }

  /** With the sign that makes its largest entry positive. */
  private static double[] oriented(double[] axis) {
    double largest = 0;
    for (double entry : axis) {
      largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
    }
    double sign = Math.signum(largest) < 0 ? -1 : 1;
    return Arrays.stream(axis).map(entry -> sign * entry).toArray();
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
