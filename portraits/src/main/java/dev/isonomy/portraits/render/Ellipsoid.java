package dev.isonomy.portraits.render;

/**
 * An ellipsoid, axis-aligned up to a roll around the z axis: the points p with |M (p - c)| = 1,
 * where M = diag(1/rx, 1/ry, 1/rz) R' and R rotates by the roll.
 */
final class Ellipsoid implements Shape {
  private final Vec3 centre;
  private final Vec3 radii;
  private final double cos;
  private final double sin;
  private final double ix;
  private final double iy;
  private final double iz;
  private final double smallest;

  private Ellipsoid(Vec3 centre, Vec3 radii, double roll) {
    this.centre = centre;
    this.radii = radii;
    cos = StrictMath.cos(StrictMath.toRadians(roll));
    sin = StrictMath.sin(StrictMath.toRadians(roll));
    ix = 1 / radii.x();
    iy = 1 / radii.y();
    iz = 1 / radii.z();
    smallest = Math.min(radii.x(), Math.min(radii.y(), radii.z()));
  }

  /** A unit sphere around a point, to be followed by {@link #radii}. */
  static Ellipsoid at(double x, double y, double z) {
    return new Ellipsoid(new Vec3(x, y, z), new Vec3(1, 1, 1), 0);
  }

  /**
   * The axis-aligned ellipsoid with the same centre and these radii in head units.
   *
   * @throws IllegalArgumentException unless all are positive
   */
  Ellipsoid radii(double rx, double ry, double rz) {
    if (!(rx > 0 && ry > 0 && rz > 0)) {
      throw new IllegalArgumentException(
          "radii must be positive but were " + rx + ", " + ry + ", " + rz);
    }
    return new Ellipsoid(centre, new Vec3(rx, ry, rz), 0);
  }

  /** The ellipsoid turned to a roll in degrees, counter-clockwise for a viewer in front. */
  Ellipsoid rolled(double degrees) {
    return new Ellipsoid(centre, radii, degrees);
  }

  /**
   * {@inheritDoc}
   *
   * <p>With o and d the ray in the space where the ellipsoid is the unit sphere, the distances are
   * the roots of |d|^2 t^2 + 2 (o . d) t + |o|^2 - 1 = 0.
   */
  @Override
  public double hit(Ray ray, Clip clip) {
    double px = ray.ox - centre.x();
    double py = ray.oy - centre.y();
    double ox = (cos * px + sin * py) * ix;
    double oy = (cos * py - sin * px) * iy;
    double oz = (ray.oz - centre.z()) * iz;
    double dx = (cos * ray.dx + sin * ray.dy) * ix;
    double dy = (cos * ray.dy - sin * ray.dx) * iy;
    double dz = ray.dz * iz;
    double a = dx * dx + dy * dy + dz * dz;
    double b = ox * dx + oy * dy + oz * dz;
    double c = ox * ox + oy * oy + oz * oz - 1;
    double discriminant = b * b - a * c;
    if (discriminant < 0) {
      return Double.POSITIVE_INFINITY;
    }
    double root = Math.sqrt(discriminant);
    double near = (-b - root) / a;
    if (near > 0 && kept(ray, near, clip)) {
      return near;
    }
    double far = (-b + root) / a;
    return far > 0 && kept(ray, far, clip) ? far : Double.POSITIVE_INFINITY;
  }

  private static boolean kept(Ray ray, double t, Clip clip) {
    return clip == Clip.WHOLE
        || clip.keeps(ray.ox + t * ray.dx, ray.oy + t * ray.dy, ray.oz + t * ray.dz);
  }

  @Override
  public void normalAt(SurfacePoint p) {
    double[] sum = new double[3];
    addNormal(p, 1, sum);
    p.normal(sum[0], sum[1], sum[2]);
  }

  /**
   * Adds the outward direction at a point, weighted by its closeness to the surface: 1 on it and
   * inside, (1 + (s / softness)^2)^-3 at about the distance s outside.
   *
   * @param sum [3], x, y and z
   */
  void addNormal(SurfacePoint p, double softness, double[] sum) {
    double px = p.x - centre.x();
    double py = p.y - centre.y();
    double x = (cos * px + sin * py) * ix;
    double y = (cos * py - sin * px) * iy;
    double z = (p.z - centre.z()) * iz;
    double length = Math.sqrt(x * x + y * y + z * z);
    double away = Math.max(0, length - 1) * smallest / softness;
    double weight = 1 / (1 + away * away);
    weight *= weight * weight;
    double gx = x * ix;
    double gy = y * iy;
    double gz = z * iz;
    weight /= Math.sqrt(gx * gx + gy * gy + gz * gz) + 1e-12;
    sum[0] += weight * (cos * gx - sin * gy);
    sum[1] += weight * (sin * gx + cos * gy);
    sum[2] += weight * gz;
  }

  @Override
  public Vec3 corner(int corner) {
    double ex = Math.sqrt(cos * cos * radii.x() * radii.x() + sin * sin * radii.y() * radii.y());
    double ey = Math.sqrt(sin * sin * radii.x() * radii.x() + cos * cos * radii.y() * radii.y());
    return new Vec3(
        centre.x() + ((corner & 1) == 0 ? -ex : ex),
        centre.y() + ((corner & 2) == 0 ? -ey : ey),
        centre.z() + ((corner & 4) == 0 ? -radii.z() : radii.z()));
  }
}
