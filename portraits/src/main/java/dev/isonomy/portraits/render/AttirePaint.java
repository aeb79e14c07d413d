package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** The clothes of an occupation, painted on the shoulders. */
final class AttirePaint {
  private static final Rgb WHITE = Rgb.srgb(0xF5F6F6);
  private static final Rgb REFLECTING = Rgb.srgb(0xDDE3D6);

  private AttirePaint() {}

  static Paint of(Portrait portrait) {
    Rgb shirt = portrait.palette().clothes();
    Rgb skin = portrait.palette().skin();
    return switch (portrait.occupation()) {
      case DOCTOR -> shaded(p -> coat(p, shirt, skin));
      case NURSE -> shaded(p -> scrubs(p, skin));
      case FIREFIGHTER -> shaded(AttirePaint::turnout);
      case CHEF -> shaded(AttirePaint::doubleBreasted);
      case POLICE_OFFICER -> shaded(AttirePaint::uniform);
      case CONSTRUCTION_WORKER -> shaded(p -> vest(p, shirt, skin));
      case NONE -> new ClothesPaint(portrait);
    };
  }

  /** Clothes lie in the shadow of the chin, as plain ones do. */
  private static Paint shaded(Paint paint) {
    return p -> {
      paint.apply(p);
      double away = Math.sqrt(p.x * p.x + (p.y + 1.0) * (p.y + 1.0));
      p.light *= 0.60 + 0.40 * Curve.step(0.35, 0.85, away);
    };
  }

  private static void coat(SurfacePoint p, Rgb shirt, Rgb skin) {
    p.colour(WHITE);
    if (p.z < -0.3) {
      return;
    }
    double x = Math.abs(p.x);
    double edge = 0.60 * (p.y + 1.80);
    p.blend(WHITE.times(0.72), Curve.band(edge + 0.15 - x, 0.012, 0.035));
    p.blend(shirt, Curve.step(-0.015, 0.015, edge - x));
    skin(p, skin, Curve.step(-0.015, 0.015, 0.75 * (p.y + 1.47) - x));
    // The stethoscope lies around the neck; its two tubes meet below the image.
    p.blend(Rgb.srgb(0x23252E), Curve.band(x - 0.46 - 0.42 * (p.y + 1.22), 0.042, 0.025));
    double disc = Curve.blot((p.x - 0.52) / 0.14, (p.y + 1.44) / 0.13);
    p.blend(Rgb.srgb(0x8D99A6), Math.min(1, 2.5 * disc));
  }

  private static void scrubs(SurfacePoint p, Rgb skin) {
    Rgb cloth = Rgb.srgb(0x4FB3B5);
    p.colour(cloth);
    if (p.z < -0.3) {
      return;
    }
    double edge = 0.70 * (p.y + 1.66);
    double x = Math.abs(p.x);
    p.blend(WHITE, Curve.step(-0.10, -0.07, edge - x));
    skin(p, skin, Curve.step(-0.015, 0.015, edge - x));
  }

  private static void turnout(SurfacePoint p) {
    p.colour(Rgb.srgb(0x2C2B30));
    double x = Math.abs(p.x);
    Rgb yellow = Rgb.srgb(0xE9D53B);
    double stripe = p.y + 1.40 + 0.10 * x * x;
    p.blend(yellow, Curve.band(stripe, 0.060, 0.03));
    p.blend(REFLECTING, Curve.band(stripe, 0.024, 0.02));
    p.blend(Rgb.srgb(0xC9CCD0), p.z > 0 ? Curve.band(p.x, 0.022, 0.03) : 0);
  }

  private static void doubleBreasted(SurfacePoint p) {
    p.colour(WHITE);
    if (p.z < -0.2) {
      return;
    }
    double x = p.x - 0.16 - 0.25 * (p.y + 1.3);
    p.blend(WHITE.times(0.55), Curve.band(x, 0.010, 0.035));
    for (double row : new double[] {-1.33, -1.47}) {
      double dot = Curve.blot((Math.abs(p.x) - 0.36) / 0.085, (p.y - row) / 0.075);
      p.blend(Rgb.srgb(0x3A3A40), Math.min(1, 2 * dot));
    }
  }

  private static void uniform(SurfacePoint p) {
    Rgb navy = Rgb.srgb(0x2A4484);
    p.colour(navy);
    if (p.z < -0.3) {
      return;
    }
    double x = Math.abs(p.x);
    p.blend(Rgb.srgb(0x17171C), Curve.step(-0.01, 0.02, 0.055 - 0.10 * (p.y + 1.25) - x));
    double star = Curve.blot((p.x - 0.46) / 0.12, (p.y + 1.40) / 0.11);
    p.blend(Rgb.srgb(0xEBBE42), Math.min(1, 3 * star));
    p.blend(Rgb.srgb(0xEBBE42), Curve.band(x - 0.86, 0.05, 0.03) * Curve.step(-1.46, -1.42, p.y));
  }

  private static void vest(SurfacePoint p, Rgb shirt, Rgb skin) {
    Rgb orange = Rgb.srgb(0xF2761B);
    p.colour(orange);
    double x = Math.abs(p.x);
    p.blend(REFLECTING, Curve.band(x - 0.58, 0.075, 0.03));
    if (p.z > -0.3) {
      p.blend(shirt, Curve.step(-0.015, 0.015, 0.55 * (p.y + 1.95) - x));
      double neck = Math.sqrt(x * x + 1.32 * (p.y + 1.02) * (p.y + 1.02));
      skin(p, skin, 1 - Curve.step(0.38, 0.41, neck));
    }
  }

  private static void skin(SurfacePoint p, Rgb skin, double amount) {
    p.blend(skin, amount);
    p.scatter = Math.max(p.scatter, amount);
  }
}
