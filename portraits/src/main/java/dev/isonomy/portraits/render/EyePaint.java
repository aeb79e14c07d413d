package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Expression;
import dev.isonomy.portraits.person.Palette;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** Eyes with lids, iris and highlight, and the brows. */
final class EyePaint implements Paint {
  private static final Rgb WHITE = Rgb.srgb(0xF6F3EE);
  private static final Rgb PUPIL = Rgb.srgb(0x120E10);
  private static final Rgb LASH = Rgb.srgb(0x1C1214);
  private static final Rgb LIGHT = Rgb.srgb(0xFFFFFF);

  private final Palette palette;
  private final FaceLayout layout;
  private final boolean feminine;
  private final double halfWidth;
  private final double halfHeight;
  private final double browY;
  private final double smile;
  private final Rgb lid;

  EyePaint(Portrait portrait, FaceLayout layout) {
    this.layout = layout;
    palette = portrait.palette();
    feminine = !portrait.masculine();
    double droop = portrait.cell().age() == Age.SENIOR ? 0.9 : 1;
    double size = portrait.shape().eyes().size();
    halfWidth = 0.165 * size;
    halfHeight = 0.118 * size * droop;
    browY = layout.eyeY() + (feminine ? 0.235 : 0.205) + portrait.shape().eyes().browLift();
    smile = portrait.expression() == Expression.LAUGH ? 1 : 0;
    lid = feminine ? LASH : palette.skin().times(0.28).mix(LASH, 0.35);
  }

  @Override
  public void apply(SurfacePoint p) {
    if (p.y > browY + 0.15 || p.y < layout.eyeY() - 0.25) {
      return;
    }
    double side = p.x < 0 ? -1 : 1;
    // u grows outwards on both sides; the eye spans [-1, 1] x about [-1, 1].
    double u = (p.x * side - layout.eyeX()) / halfWidth;
    double v = (p.y - layout.eyeY()) / halfHeight;
    socket(p, u, v);
    if (Math.abs(u) < 1.6) {
      eye(p, u, v, side);
    }
    brow(p, p.x * side - layout.eyeX());
  }

  private void socket(SurfacePoint p, double u, double v) {
    double shade = Curve.blot(u / 1.7, (v - 0.55) / 1.7);
    p.line((feminine ? 0.26 : 0.20) * shade);
  }

  private void eye(SurfacePoint p, double u, double v, double side) {
    double arch = Math.max(0, 1 - u * u);
    double upper = 0.92 * arch + 0.12 * u;
    double lower = -(0.80 - 0.18 * smile) * arch + 0.12 * u;
    double soft = 0.12;
    double open = Curve.step(-soft, soft, upper - v) * Curve.step(-soft, soft, v - lower);
    if (Math.abs(u) < 1 && open > 0) {
      ball(p, u, v, upper, side, open);
    }
    lids(p, u, v, upper, lower);
  }

  private void ball(SurfacePoint p, double u, double v, double upper, double side, double open) {
    double x = u * halfWidth;
    double y = v * halfHeight;
    p.blend(WHITE, open);
    double radius = Math.sqrt(x * x + y * y);
    double iris = 1 - Curve.step(0.084, 0.100, radius);
    p.blend(palette.complexion().iris().times(0.45), open * iris);
    p.blend(palette.complexion().iris().times(1.25), open * (1 - Curve.step(0.066, 0.084, radius)));
    p.blend(PUPIL, open * (1 - Curve.step(0.038, 0.052, radius)));
    // Shadow of the upper lid on the eyeball.
    p.darken(1 - 0.35 * open * Curve.step(0.55, 0, upper - v));
    // The highlight sits on the same side in both eyes: one light.
    double hx = x * side + 0.034;
    double hy = y - 0.036;
    double spark = 1 - Curve.step(0.018, 0.034, Math.sqrt(hx * hx + hy * hy));
    p.blend(LIGHT, open * spark);
    p.gloss = Math.max(p.gloss, 0.10 * open);
  }

  private void lids(SurfacePoint p, double u, double v, double upper, double lower) {
    double thick = feminine ? 0.20 + 0.12 * Math.max(0, u) : 0.14;
    if (Math.abs(u) <= 1.02) {
      p.blend(lid, (feminine ? 0.95 : 0.80) * Curve.band(v - upper - 0.5 * thick, thick, 0.16));
      p.line(0.32 * Curve.band(v - lower + 0.08, 0.08, 0.14));
    }
    if (feminine && u > 0.75 && u < 1.45) {
      // A wing that continues the upper lid outwards.
      double wing = 0.16 + 0.62 * (u - 0.75);
      double taper = 0.26 * (1 - (u - 0.75) / 0.7);
      p.blend(lid, 0.95 * Curve.band(v - wing, taper, 0.14));
    }
  }

  private void brow(SurfacePoint p, double x) {
    double t = (x + 0.18) / 0.38;
    if (t < -0.05 || t > 1.05) {
      return;
    }
    double arch = feminine ? 0.10 * t * (1.55 - t) : 0.055 * t * (1.5 - t);
    double taper = feminine ? 0.030 - 0.016 * t : 0.052 - 0.020 * t;
    double ends = Curve.step(-0.05, 0.06, t) * (1 - Curve.step(0.92, 1.05, t));
    double centre = browY + 1.1 * arch - (feminine ? 0.01 : 0.0);
    p.blend(palette.hair().brow(), 0.92 * ends * Curve.band(p.y - centre, taper, 0.028));
  }
}
