package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.SkinTone;

/** Lines of age: forehead, around eyes, beside nose and mouth. */
final class AgeLines implements Paint {
  private final FaceLayout layout;
  private final double strength;
  private final int foreheadLines;

  AgeLines(Portrait portrait, FaceLayout layout) {
    this.layout = layout;
    Age age = portrait.cell().age();
    double contrast = portrait.cell().skin() == SkinTone.DARK ? 1.2 : 1;
    strength = contrast * (age == Age.YOUNG ? 0 : age == Age.MIDDLE_AGED ? 0.46 : 0.64);
    foreheadLines = age == Age.YOUNG ? 0 : age == Age.MIDDLE_AGED ? 2 : 3;
  }

  @Override
  public void apply(SurfacePoint p) {
    if (strength == 0) {
      return;
    }
    double x = Math.abs(p.x);
    double amount = Math.max(Math.max(forehead(x, p.y), bags(x, p.y)), smileLines(x, p.y));
    p.line(strength * Math.max(amount, crowsFeet(x, p.y)));
  }

  private double forehead(double x, double y) {
    double amount = 0;
    for (int i = 0; i < foreheadLines; i++) {
      double centre = 0.43 + 0.095 * i - 0.12 * x * x;
      double ends = 1 - Curve.step(0.24, 0.42, x);
      amount = Math.max(amount, ends * Curve.band(y - centre, 0.014, 0.03));
    }
    return 0.75 * amount;
  }

  private double bags(double x, double y) {
    double u = (x - layout.eyeX()) / 0.17;
    double arc = layout.eyeY() - 0.185 + 0.055 * u * u;
    double ends = 1 - Curve.step(0.6, 1.05, Math.abs(u));
    return 0.9 * ends * Curve.band(y - arc, 0.016, 0.035);
  }

  /** From the side of the nose past the corner of the mouth. */
  private double smileLines(double x, double y) {
    double top = layout.noseY() + 0.02;
    double bottom = layout.mouthY() - 0.06;
    double t = (top - y) / (top - bottom);
    double ends = Curve.step(-0.05, 0.15, t) * (1 - Curve.step(0.8, 1.08, t));
    double centre = 0.17 + 0.20 * t - 0.05 * t * t;
    return ends * Curve.band(x - centre, 0.017, 0.034);
  }

  private double crowsFeet(double x, double y) {
    double u = x - layout.eyeX() - 0.19;
    double ends = Curve.step(-0.01, 0.03, u) * (1 - Curve.step(0.08, 0.14, u));
    double v = y - layout.eyeY();
    double lines =
        Math.max(
            Curve.band(v - 0.05 - 0.5 * u, 0.012, 0.026),
            Curve.band(v + 0.05 + 0.5 * u, 0.012, 0.026));
    return 0.75 * ends * lines;
  }
}
