package dev.isonomy.splat;

/**
 * The real spherical harmonics of degree 0 to 3 in the sign convention of 3D Gaussian splatting
 * (Condon-Shortley phase), and their rotation.
 */
public final class SphericalHarmonics {
  /** The constant function, 1 / (2 sqrt(pi)): {@code colour = 0.5 + C0 * coefficient 0}. */
  public static final double C0 = 0.28209479177387814;

  // Normalizations of the bands 1 to 3.
  private static final double C1 = 0.4886025119029199;
  private static final double C2 = 1.0925484305920792;
  private static final double C2_ZONAL = 0.31539156525252005;
  private static final double C3 = 0.5900435899266435;
  private static final double C3_XYZ = 2.890611442640554;
  private static final double C3_LINEAR = 0.4570457994644658;
  private static final double C3_ZONAL = 0.3731763325901154;
  private static final double C3_ODD = 1.445305721320277;

  private SphericalHarmonics() {}

  /**
   * All functions up to a degree at a unit direction.
   *
   * @param out [(degree + 1)^2]
   */
  public static void evaluate(int degree, double x, double y, double z, double[] out) {
    out[0] = C0;
    if (degree < 1) {
      return;
    }
    out[1] = -C1 * y;
    out[2] = C1 * z;
    out[3] = -C1 * x;
    if (degree < 2) {
      return;
    }
    out[4] = C2 * x * y;
    out[5] = -C2 * y * z;
    out[6] = C2_ZONAL * (2 * z * z - x * x - y * y);
    out[7] = -C2 * x * z;
    out[8] = 0.5 * C2 * (x * x - y * y);
    if (degree < 3) {
      return;
    }
    out[9] = -C3 * y * (3 * x * x - y * y);
    out[10] = C3_XYZ * x * y * z;
    out[11] = -C3_LINEAR * y * (4 * z * z - x * x - y * y);
    out[12] = C3_ZONAL * z * (2 * z * z - 3 * x * x - 3 * y * y);
    out[13] = -C3_LINEAR * x * (4 * z * z - x * x - y * y);
    out[14] = C3_ODD * z * (x * x - y * y);
    out[15] = -C3 * x * (x * x - 3 * y * y);
  }

  /**
   * The matrix that turns coefficients along with the world.
   *
   * <p>A function f turned by R is g(d) = f(R' d). In a band of 2l + 1 functions, with the matrix Y
   * of their values at as many directions, the coefficients of g solve Y c_g = Y_R' c_f.
   *
   * @param rotation [3, 3], row major
   * @return [K, K], row major, block diagonal over the bands
   */
  static double[][] rotation(int degree, double[] rotation) {
    int k = Splats.coefficients(degree);
    double[][] matrix = new double[k][k];
    matrix[0][0] = 1;
    for (int band = 1; band <= degree; band++) {
      int first = band * band;
      int width = 2 * band + 1;
      double[][] left = new double[width][width];
      double[][] right = new double[width][width];
      for (int i = 0; i < width; i++) {
        double[] d = direction(i, width);
        copy(values(band, d), first, left[i]);
        copy(values(band, turnedBack(rotation, d)), first, right[i]);
      }
      solve(left, right);
      for (int i = 0; i < width; i++) {
        System.arraycopy(right[i], 0, matrix[first + i], first, width);
      }
    }
    return matrix;
  }

  /** Directions on a spiral: in general position, so that the functions are independent on them. */
  private static double[] direction(int i, int count) {
    double z = 0.9 - 1.5 * (i + 0.5) / count;
    double ring = Math.sqrt(1 - z * z);
    double angle = 2.4 * i + 0.3;
    return new double[] {ring * StrictMath.cos(angle), ring * StrictMath.sin(angle), z};
  }

  private static double[] values(int degree, double[] d) {
    double[] out = new double[Splats.coefficients(degree)];
    evaluate(degree, d[0], d[1], d[2], out);
    return out;
  }

  private static double[] turnedBack(double[] r, double[] d) {
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      out[i] = r[i] * d[0] + r[3 + i] * d[1] + r[6 + i] * d[2];
    }
    return out;
  }

  private static void copy(double[] all, int first, double[] band) {
    System.arraycopy(all, first, band, 0, band.length);
  }

  /** Gauss-Jordan with pivoting: right becomes left^-1 right. */
  private static void solve(double[][] left, double[][] right) {
    int n = left.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(left[row][column]) > Math.abs(left[pivot][column])) {
          pivot = row;
        }
      }
      swap(left, pivot, column);
      swap(right, pivot, column);
      double inverse = 1 / left[column][column];
      for (int k = 0; k < n; k++) {
        left[column][k] *= inverse;
        right[column][k] *= inverse;
      }
      for (int row = 0; row < n; row++) {
        if (row != column) {
          double factor = left[row][column];
          for (int k = 0; k < n; k++) {
            left[row][k] -= factor * left[column][k];
            right[row][k] -= factor * right[column][k];
          }
        }
      }
    }
  }

  private static void swap(double[][] rows, int a, int b) {
    double[] row = rows[a];
    rows[a] = rows[b];
    rows[b] = row;
  }
}
