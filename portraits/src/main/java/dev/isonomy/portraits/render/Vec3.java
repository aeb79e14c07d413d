package dev.isonomy.portraits.render;

/**
 * A point or direction in head units: x to the viewer's right, y up, z towards the viewer of a
 * frontal portrait. A head is about 2 units high and centred on the origin.
 *
 * @param x right
 * @param y up
 * @param z front
 */
public record Vec3(double x, double y, double z) {
  /** Sum. */
  public Vec3 plus(Vec3 o) {
    return new Vec3(x + o.x, y + o.y, z + o.z);
  }

  /** Difference. */
  public Vec3 minus(Vec3 o) {
    return new Vec3(x - o.x, y - o.y, z - o.z);
  }

  /** Scaled. */
  public Vec3 times(double s) {
    return new Vec3(x * s, y * s, z * s);
  }

  /** Scalar product. */
  public double dot(Vec3 o) {
    return x * o.x + y * o.y + z * o.z;
  }

  /** Vector product. */
  public Vec3 cross(Vec3 o) {
    return new Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
  }

  /** Euclidean length. */
  public double length() {
    return Math.sqrt(dot(this));
  }

  /** Same direction, length 1. */
  public Vec3 normalized() {
    return times(1 / length());
  }
}
