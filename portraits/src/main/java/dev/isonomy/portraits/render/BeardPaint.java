package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Beard;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** Facial hair, coloured on the skin of the lower face. */
final class BeardPaint implements Paint {
  private final Beard beard;
  private final FaceLayout layout;
  private final Rgb colour;
  private final boolean shade;

  BeardPaint(Portrait portrait, FaceLayout layout) {
    this.layout = layout;
    beard = portrait.beard();
    shade = portrait.masculine() && beard == Beard.NONE;
    colour =
        beard == Beard.FULL || beard == Beard.MOUSTACHE
            ? portrait.palette().hair().locks().times(0.82)
            : portrait.palette().hair().brow().mix(Rgb.srgb(0x3A3A44), 0.3);
  }

  @Override
  public void apply(SurfacePoint p) {
    double x = Math.abs(p.x);
    switch (beard) {
      case NONE -> {
        if (shade) {
          p.blend(colour, 0.10 * jaw(x, p.y, p.z));
        }
      }
      case STUBBLE -> p.blend(colour, 0.36 * Math.max(jaw(x, p.y, p.z), moustache(x, p.y)));
      case MOUSTACHE -> hair(p, moustache(x, p.y));
      case FULL -> hair(p, Math.max(jaw(x, p.y, p.z), moustache(x, p.y)));
    }
  }

  private void hair(SurfacePoint p, double amount) {
    double strands = 0.86 + 0.22 * Curve.wave(11 * p.x + 0.5);
    p.blend(colour.times(strands), 0.96 * amount);
    p.gloss *= 1 - amount;
    p.scatter *= 1 - amount;
  }

  private double jaw(double x, double y, double z) {
    double cheek = layout.mouthY() + 0.06 + 0.95 * Math.max(0, x - 0.26);
    double line = Math.min(cheek, -0.02);
    double edge = Curve.step(-0.03, 0.03, line - y);
    return edge * Curve.step(-0.12, -0.04, z);
  }

  private double moustache(double x, double y) {
    double centre = layout.mouthY() + 0.105 - 0.55 * x * x;
    double half = 0.062 - 0.05 * x;
    return (1 - Curve.step(0.27, 0.33, x)) * Curve.band(y - centre, half, 0.03);
  }
}
