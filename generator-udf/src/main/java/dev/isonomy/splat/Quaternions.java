package dev.isonomy.splat;

/** Unit quaternions w, x, y, z. */
final class Quaternions {
  private Quaternions() {}

  /**
   * The rotation matrix of a unit quaternion.
   *
   * @param out [3, 3], row major
   */
  static void matrix(double w, double x, double y, double z, double[] out) {
    out[0] = 1 - 2 * (y * y + z * z);
    out[1] = 2 * (x * y - w * z);
    out[2] = 2 * (x * z + w * y);
    out[3] = 2 * (x * y + w * z);
    out[4] = 1 - 2 * (x * x + z * z);
    out[5] = 2 * (y * z - w * x);
    out[6] = 2 * (x * z - w * y);
    out[7] = 2 * (y * z + w * x);
    out[8] = 1 - 2 * (x * x + y * y);
  }
}
