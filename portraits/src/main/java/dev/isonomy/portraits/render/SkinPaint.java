package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Rgb;

/** Plain skin for ears and neck. */
final class SkinPaint implements Paint {
  private final Rgb colour;
  private final boolean neck;

  SkinPaint(Rgb colour, boolean neck) {
    this.colour = colour;
    this.neck = neck;
  }

  static void skin(SurfacePoint p, Rgb colour) {
    p.colour(colour);
    p.gloss = 0.05;
    p.scatter = 1;
  }

  @Override
  public void apply(SurfacePoint p) {
    skin(p, colour);
    if (neck) {
      p.light = 0.50 + 0.50 * (1 - Curve.step(-1.5, -0.95, p.y));
    } else {
      double inner = Curve.blot((Math.abs(p.x) - 0.74) / 0.1, (p.y + 0.08) / 0.15);
      p.line(0.25 * inner);
    }
  }
}
