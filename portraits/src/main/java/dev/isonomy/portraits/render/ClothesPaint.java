package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Garment;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** Clothes with a neckline that shows skin or a shirt. */
final class ClothesPaint implements Paint {
  private static final Rgb SHIRT = Rgb.srgb(0xF2F0EC);

  private final Garment garment;
  private final Rgb colour;
  private final Rgb skin;

  ClothesPaint(Portrait portrait) {
    garment = portrait.garment();
    colour = portrait.palette().clothes();
    skin = portrait.palette().skin();
  }

  @Override
  public void apply(SurfacePoint p) {
    p.colour(colour);
    double x = Math.abs(p.x);
    if (p.z > -0.3) {
      switch (garment) {
        case CREW -> crew(p, x);
        case V_NECK -> vNeck(p, x);
        case JACKET -> jacket(p, x);
      }
    }
    p.light *= 0.60 + 0.40 * Curve.step(0.35, 0.85, Math.sqrt(p.x * p.x + sq(p.y + 1.0)));
  }

  private void crew(SurfacePoint p, double x) {
    double radius = Math.sqrt(x * x + sq(1.15 * (p.y + 1.02)));
    p.blend(colour.times(0.72), 1 - Curve.step(0.50, 0.53, radius));
    skin(p, 1 - Curve.step(0.43, 0.46, radius));
  }

  private void vNeck(SurfacePoint p, double x) {
    double edge = 0.62 * (p.y + 1.78);
    p.blend(colour.times(0.72), Curve.step(-0.09, -0.06, edge - x));
    skin(p, Curve.step(-0.015, 0.015, edge - x));
  }

  private void jacket(SurfacePoint p, double x) {
    double edge = 0.55 * (p.y + 1.85);
    p.blend(colour.times(0.66), Curve.step(-0.15, -0.12, edge - x));
    p.blend(SHIRT, Curve.step(-0.015, 0.015, edge - x));
    skin(p, Curve.step(-0.015, 0.015, 0.75 * (p.y + 1.52) - x));
  }

  private void skin(SurfacePoint p, double amount) {
    p.blend(skin, amount);
    p.scatter = Math.max(p.scatter, amount);
  }

  private static double sq(double v) {
    return v * v;
  }
}
