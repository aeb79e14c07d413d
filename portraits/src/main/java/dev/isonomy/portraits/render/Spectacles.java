package dev.isonomy.portraits.render;

/** Two rims and a bridge in a plane in front of the eyes, with temples back to the ears. */
final class Spectacles implements Shape {
  private static final double PLANE = 0.84;
  private static final double RIM = 0.034;
  private static final double BACK = -0.05;

  private final double eyeX;
  private final double eyeY;
  private final double halfWidth;
  private final double halfHeight;
  private final boolean square;
  private final double templeX;

  Spectacles(double eyeX, double eyeY, boolean square) {
    this.eyeX = eyeX;
    this.eyeY = eyeY;
    this.square = square;
    halfWidth = square ? 0.245 : 0.235;
    halfHeight = square ? 0.185 : 0.235;
    templeX = eyeX + halfWidth + 0.085;
  }

  @Override
  public double hit(Ray ray, Clip clip) {
    double front = (PLANE - ray.oz) / ray.dz;
    if (front > 0 && inFrame(ray.ox + front * ray.dx, ray.oy + front * ray.dy)) {
      return front;
    }
    return Math.min(temple(ray, templeX), temple(ray, -templeX));
  }

  private boolean inFrame(double x, double y) {
    double ax = Math.abs(x);
    double v = y - eyeY;
    double ring = Math.abs(rim(ax - eyeX, v));
    boolean bridge = ax < eyeX - halfWidth + RIM && Math.abs(v - 0.05 + 0.3 * ax * ax) < 0.026;
    boolean hinge = ax > eyeX + halfWidth && ax < templeX && Math.abs(v - 0.06) < 0.03;
    return ring < RIM || bridge || hinge;
  }

  /** Signed distance to the centre line of a rim. */
  private double rim(double u, double v) {
    if (!square) {
      return Math.sqrt(u * u + v * v) - halfWidth;
    }
    double corner = 0.09;
    double qx = Math.abs(u) - halfWidth + corner;
    double qy = Math.abs(v) - halfHeight + corner;
    double ox = Math.max(qx, 0);
    double oy = Math.max(qy, 0);
    return Math.sqrt(ox * ox + oy * oy) + Math.min(0, Math.max(qx, qy)) - corner;
  }

  private double temple(Ray ray, double x) {
    double t = (x - ray.ox) / ray.dx;
    double y = ray.oy + t * ray.dy - eyeY;
    double z = ray.oz + t * ray.dz;
    boolean on = t > 0 && z > BACK && z < PLANE && Math.abs(y - 0.06) < 0.03;
    return on ? t : Double.POSITIVE_INFINITY;
  }

  @Override
  public void normalAt(SurfacePoint p) {
    if (p.z > PLANE - 1e-6) {
      p.normal(0, 0.3, 1);
    } else {
      p.normal(p.x, 0, 0.2);
    }
  }

  @Override
  public Vec3 corner(int corner) {
    return new Vec3(
        (corner & 1) == 0 ? -templeX : templeX,
        eyeY + ((corner & 2) == 0 ? -0.3 : 0.3),
        (corner & 4) == 0 ? BACK : PLANE);
  }
}
