package dev.isonomy.portraits.render;

/** A ray, mutable because the renderer reuses one for all samples; the direction has length 1. */
final class Ray {
  double ox;
  double oy;
  double oz;
  double dx;
  double dy;
  double dz;

  Ray from(Vec3 origin) {
    ox = origin.x();
    oy = origin.y();
    oz = origin.z();
    return this;
  }

  Ray towards(double x, double y, double z) {
    double inverse = 1 / Math.sqrt(x * x + y * y + z * z);
    dx = x * inverse;
    dy = y * inverse;
    dz = z * inverse;
    return this;
  }
}
