package dev.isonomy.portraits.render;

/**
 * Soft studio light that is fixed to the head, so that all cameras see the same shading: a warm key
 * from the upper left, a cool fill from the right and an ambient term from above.
 */
final class Lighting {
  private static final Vec3 KEY = new Vec3(-0.50, 0.62, 0.80).normalized();
  private static final Vec3 FILL = new Vec3(0.85, 0.05, 0.55).normalized();
  private static final double WRAP = 0.40;

  /** Replaces the albedo of the point by the light that leaves it towards the ray's origin. */
  void shade(SurfacePoint p, Ray ray) {
    double keyCos = p.nx * KEY.x() + p.ny * KEY.y() + p.nz * KEY.z();
    double key = Math.max(0, (keyCos + WRAP) / (1 + WRAP));
    double fill = Math.max(0, p.nx * FILL.x() + p.ny * FILL.y() + p.nz * FILL.z());
    double sky = 0.5 + 0.5 * p.ny;
    double k = 0.70 * key * (0.35 + 0.65 * p.light);
    double f = 0.13 * fill * p.light;
    double a = (0.22 + 0.16 * sky) * p.light;
    // Light that scatters in skin comes out redder where the key fades.
    double bleed = 0.07 * p.scatter * key * (1 - key) * 4;
    double spec = p.gloss * highlight(p, ray) * p.light;
    double rim = rim(p, ray) * p.light;
    p.r = p.r * (1.02 * k + 0.9 * f + a + bleed + rim) + spec;
    p.g = p.g * (k + 0.97 * f + a + rim) + spec;
    p.b = p.b * (0.95 * k + 1.08 * f + 1.04 * a + rim) + spec;
  }

  private static double highlight(SurfacePoint p, Ray ray) {
    double hx = KEY.x() - ray.dx;
    double hy = KEY.y() - ray.dy;
    double hz = KEY.z() - ray.dz;
    double length = Math.sqrt(hx * hx + hy * hy + hz * hz);
    double cos = Math.max(0, (p.nx * hx + p.ny * hy + p.nz * hz) / length);
    double c2 = cos * cos;
    double c4 = c2 * c2;
    double c8 = c4 * c4;
    return c8 * c8;
  }

  private static double rim(SurfacePoint p, Ray ray) {
    double facing = Math.max(0, -(p.nx * ray.dx + p.ny * ray.dy + p.nz * ray.dz));
    double away = 1 - facing;
    return 0.22 * away * away * away * Math.max(0, 0.4 + 0.6 * p.ny);
  }
}
