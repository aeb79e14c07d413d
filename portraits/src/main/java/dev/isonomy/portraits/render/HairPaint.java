package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.HairStyle;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** Hair with soft strands that run from the parting, and grey temples in middle age. */
final class HairPaint implements Paint {
  private static final Rgb TEMPLE_GREY = Rgb.srgb(0xB9B9BE);

  private final Rgb colour;
  private final boolean greying;
  private final boolean curly;
  private final double part;

  HairPaint(Portrait portrait) {
    colour = portrait.palette().hair().locks();
    greying = portrait.cell().age() == Age.MIDDLE_AGED;
    HairStyle style = portrait.hair().style();
    curly = style == HairStyle.CURLS || style == HairStyle.SHORT_CURLS;
    part =
        switch (style) {
          case SHORT, QUIFF, PIXIE, LONG_SIDE -> 0.32 * portrait.hair().parting().sign();
          default -> 0;
        };
  }

  @Override
  public void apply(SurfacePoint p) {
    p.colour(colour);
    p.gloss = 0.16;
    if (greying) {
      double temple = Curve.step(0.42, 0.68, Math.abs(p.x)) * (1 - Curve.step(0.30, 0.62, p.y));
      temple *= Curve.step(-0.55, -0.05, p.y);
      p.blend(TEMPLE_GREY, 0.62 * temple);
    }
    if (!curly) {
      double fan = (p.x - part) / (1.32 - Math.max(-0.1, Math.min(1, p.y)));
      double strands = 0.6 * Curve.wave(7.5 * fan) + 0.4 * Curve.wave(17 * fan + 0.3);
      p.darken(0.78 + 0.34 * strands);
    }
    // Hair far below or behind the crown lies in the shadow of the rest.
    p.light = 0.62 + 0.38 * Curve.step(-0.75, 0.05, p.z + 0.25 * p.y);
  }
}
