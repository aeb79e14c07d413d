package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Rgb;

/** A visible point with its normal and material, mutable because the renderer reuses one. */
final class SurfacePoint {
  double x;
  double y;
  double z;
  double nx;
  double ny;
  double nz;
  double r;
  double g;
  double b;

  /** Strength of the highlight. */
  double gloss;

  /** Share of the light that reaches the point. */
  double light;

  /** Strength of the red bleeding of light through skin. */
  double scatter;

  void begin(double px, double py, double pz) {
    x = px;
    y = py;
    z = pz;
    gloss = 0;
    light = 1;
    scatter = 0;
  }

  void normal(double x, double y, double z) {
    double inverse = 1 / Math.sqrt(x * x + y * y + z * z);
    nx = x * inverse;
    ny = y * inverse;
    nz = z * inverse;
  }

  void colour(Rgb c) {
    r = c.r();
    g = c.g();
    b = c.b();
  }

  /** Covers the colour with another, 0 = keep, 1 = replace. */
  void blend(Rgb c, double amount) {
    r += (c.r() - r) * amount;
    g += (c.g() - g) * amount;
    b += (c.b() - b) * amount;
  }

  /** Multiplies the colour. */
  void darken(double factor) {
    r *= factor;
    g *= factor;
    b *= factor;
  }

  /** Darkens towards a warm brown, as lines and shadows on skin do. */
  void line(double amount) {
    r *= 1 - 0.62 * amount;
    g *= 1 - 0.80 * amount;
    b *= 1 - 0.84 * amount;
  }
}
