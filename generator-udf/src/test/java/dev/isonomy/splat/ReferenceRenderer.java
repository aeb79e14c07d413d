package dev.isonomy.splat;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The renderer's equations again, in double precision, matrix by matrix and without tiles: every
 * pixel asks every Gaussian. Slow, and written without a look at the fast one.
 */
final class ReferenceRenderer {
  private ReferenceRenderer() {}

  /** Channels [height, width, 4]: premultiplied red, green, blue, and what is let through. */
  static double[] draw(Splats s, SplatCamera camera, int width, int height) {
    int n = s.count();
    double[][] centre = new double[n][];
    double[][][] inverse = new double[n][][];
    double[][] colour = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] p = cameraPoint(s, i, camera);
      double fx = camera.fx() * width;
      double fy = camera.fy() * height;
      centre[i] =
          new double[] {
            fx * p[0] / p[2] + camera.cx() * width, fy * p[1] / p[2] + camera.cy() * height, p[2]
          };
      double lx = 1.3 * width / (2 * fx);
      double ly = 1.3 * height / (2 * fy);
      double tx = Math.min(lx, Math.max(-lx, p[0] / p[2])) * p[2];
      double ty = Math.min(ly, Math.max(-ly, p[1] / p[2])) * p[2];
      double[][] j = {
        {fx / p[2], 0, -fx * tx / (p[2] * p[2])}, {0, fy / p[2], -fy * ty / (p[2] * p[2])}
      };
      double[][] jw = times(j, world(camera));
      double[][] sigma = times(times(jw, covariance(s, i)), transposed(jw));
      double a = sigma[0][0] + 0.3;
      double b = sigma[0][1];
      double c = sigma[1][1] + 0.3;
      double det = a * c - b * b;
      inverse[i] = new double[][] {{c / det, -b / det}, {-b / det, a / det}};
      colour[i] = colour(s, i, camera);
    }
    int[] order =
        IntStream.range(0, n)
            .filter(i -> centre[i][2] > 0.2)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> centre[i][2]))
            .mapToInt(i -> i)
            .toArray();
    double[] out = new double[width * height * 4];
    for (int pixel = 0; pixel < width * height; pixel++) {
      double through = 1;
      for (int i : order) {
        int row = pixel / width;
        double dx = pixel % width + 0.5 - centre[i][0];
        double dy = row + 0.5 - centre[i][1];
        double[][] q = inverse[i];
        double power = -0.5 * (q[0][0] * dx * dx + 2 * q[0][1] * dx * dy + q[1][1] * dy * dy);
        double alpha = Math.min(0.99, Math.exp(power) / (1 + Math.exp(-s.opacity(i))));
        if (alpha < 1 / 255.0) {
          continue;
        }
        if (through * (1 - alpha) < 1e-4) {
          break;
        }
        for (int channel = 0; channel < 3; channel++) {
          out[4 * pixel + channel] += through * alpha * colour[i][channel];
        }
        through *= 1 - alpha;
      }
      out[4 * pixel + 3] = through;
    }
    return out;
  }

  private static double[][] world(SplatCamera camera) {
    double[][] r = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        r[i][j] = camera.rotation(i, j);
      }
    }
    return r;
  }

  private static double[] cameraPoint(Splats s, int i, SplatCamera camera) {
    double[][] d = new double[3][1];
    for (int axis = 0; axis < 3; axis++) {
      d[axis][0] = s.position(i, axis) - camera.position(axis);
    }
    double[][] p = times(world(camera), d);
    return new double[] {p[0][0], p[1][0], p[2][0]};
  }

  private static double[][] covariance(Splats s, int i) {
    double w = s.unitRotation(i, 0);
    double x = s.unitRotation(i, 1);
    double y = s.unitRotation(i, 2);
    double z = s.unitRotation(i, 3);
    // v -> q v q*, column by column, from the quaternion product's left and right matrices.
    double[][] left = {{w, -x, -y, -z}, {x, w, -z, y}, {y, z, w, -x}, {z, -y, x, w}};
    double[][] right = {{w, x, y, z}, {-x, w, -z, y}, {-y, z, w, -x}, {-z, -y, x, w}};
    double[][] full = times(left, right);
    double[][] m = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        m[row][column] = full[row + 1][column + 1] * Math.exp(s.logScale(i, column));
      }
    }
    return times(m, transposed(m));
  }

  private static double[] colour(Splats s, int i, SplatCamera camera) {
    double[] d = new double[3];
    double length = 0;
    for (int axis = 0; axis < 3; axis++) {
      d[axis] = s.position(i, axis) - camera.position(axis);
      length += d[axis] * d[axis];
    }
    int k = Splats.coefficients(s.degree());
    double[] basis = new double[k];
    length = Math.sqrt(length);
    SphericalHarmonics.evaluate(s.degree(), d[0] / length, d[1] / length, d[2] / length, basis);
    double[] rgb = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0.5;
      for (int j = 0; j < k; j++) {
        sum += basis[j] * s.harmonic(i, j, channel);
      }
      rgb[channel] = Math.max(0, sum);
    }
    return rgb;
  }

  static double[][] times(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }
}
