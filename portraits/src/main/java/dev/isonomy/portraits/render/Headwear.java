package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Rgb;
import java.util.ArrayList;
import java.util.List;

/** What is worn on the head at work: painted volumes above a rim, which hair does not pierce. */
final class Headwear {
  /** Height of the rim of a hat: forehead and temples stay free, for age shows there. */
  private static final double RIM = 0.47;

  private static final Rgb WHITE = Rgb.srgb(0xF7F7F5);
  private static final Rgb BLACK = Rgb.srgb(0x17171C);
  private static final Rgb GOLD = Rgb.srgb(0xEBBE42);

  private final List<Part> parts = new ArrayList<>();
  private double rim = Double.POSITIVE_INFINITY;

  private Headwear() {}

  static Headwear of(Occupation occupation) {
    Headwear headwear = new Headwear();
    switch (occupation) {
      case NURSE -> headwear.cap();
      case FIREFIGHTER -> headwear.helmet();
      case CHEF -> headwear.toque();
      case POLICE_OFFICER -> headwear.peakedCap();
      case CONSTRUCTION_WORKER -> headwear.hardHat();
      case DOCTOR, NONE -> {}
    }
    return headwear;
  }

  List<Part> parts() {
    return parts;
  }

  /** A part of the hair, cut off where a hat covers it. */
  Part over(Part hair) {
    if (rim == Double.POSITIVE_INFINITY) {
      return hair;
    }
    Clip clip = hair.clip();
    double top = rim + 0.02;
    return new Part(
        hair.shape(), (x, y, z) -> y < top && clip.keeps(x, y, z), hair.paint(), hair.blend());
  }

  /** A paint with the shadow of the rim. */
  Paint shading(Paint face) {
    if (rim == Double.POSITIVE_INFINITY) {
      return face;
    }
    return p -> {
      face.apply(p);
      p.light *= 1 - 0.45 * Curve.step(rim - 0.17, rim - 0.02, p.y);
    };
  }

  private void cap() {
    Rgb cross = Rgb.srgb(0xD02F3A);
    Paint paint =
        p -> {
          p.colour(WHITE);
          double x = Math.abs(p.x);
          double y = Math.abs(p.y - 0.99);
          double bars = Math.max(bar(x, 0.055) * bar(y, 0.15), bar(y, 0.055) * bar(x, 0.15));
          p.blend(cross, p.z > 0.2 ? bars : 0);
          p.darken(1 - 0.22 * Curve.band(p.y - 0.83, 0.012, 0.03));
        };
    // Wider above than below, as a folded cap is.
    parts.add(
        new Part(
            Ellipsoid.at(0, 1.10, 0.33).radii(0.60, 0.46, 0.48),
            (x, y, z) -> y > 0.75 && y < 1.20 - 0.18 * x * x && z > -0.05,
            paint,
            Part.Blend.NONE));
  }

  private static double bar(double distance, double half) {
    return Curve.band(distance, half, 0.03);
  }

  private void helmet() {
    rim = RIM;
    Rgb red = Rgb.srgb(0xC9242B);
    Rgb shield = Rgb.srgb(0xF2D14E);
    Paint shell =
        p -> {
          p.colour(red);
          p.gloss = 0.22;
          p.blend(shield, Curve.band(p.y - rim - 0.14, 0.035, 0.03));
        };
    dome(Ellipsoid.at(0, RIM, -0.06).radii(0.88, 0.72, 0.95), shell);
    for (double x : new double[] {-0.36, 0, 0.36}) {
      dome(Ellipsoid.at(x, RIM, -0.06).radii(0.07, 0.77 - 0.5 * x * x, 0.96), glossy(red, 0.25));
    }
    add(Ellipsoid.at(0, RIM, -0.02).radii(1.06, 0.085, 1.16), glossy(red.times(0.85), 0.2));
    add(Ellipsoid.at(0, 0.84, 0.80).radii(0.21, 0.25, 0.12), badge(shield, red.times(0.8)));
  }

  private void hardHat() {
    rim = RIM;
    Rgb yellow = Rgb.srgb(0xF6C21C);
    dome(Ellipsoid.at(0, RIM, -0.06).radii(0.87, 0.69, 0.94), glossy(yellow, 0.25));
    dome(Ellipsoid.at(0, RIM, -0.06).radii(0.17, 0.75, 0.97), glossy(yellow.times(1.1), 0.3));
    add(Ellipsoid.at(0, RIM, 0.06).radii(0.95, 0.07, 1.12), glossy(yellow.times(0.82), 0.2));
  }

  private void toque() {
    rim = RIM;
    Paint cloth =
        p -> {
          p.colour(WHITE);
          double pleat = Curve.wave(3.1 * p.x / (1.25 - 0.3 * Math.min(1, Math.abs(p.x))) + 0.5);
          p.darken(1 - 0.16 * pleat * Curve.step(0.70, 0.86, p.y));
        };
    band(0.80, RIM, 0.80, cloth);
    add(Ellipsoid.at(0, 1.02, -0.02).radii(0.94, 0.34, 0.86), cloth);
    for (int side = -1; side <= 1; side += 2) {
      add(Ellipsoid.at(side * 0.50, 1.06, 0.16).radii(0.44, 0.29, 0.62), cloth);
    }
  }

  private void peakedCap() {
    rim = RIM;
    Rgb navy = Rgb.srgb(0x22376B);
    band(0.80, RIM, 0.70, glossy(BLACK, 0.08));
    add(Ellipsoid.at(0, 0.87, -0.02).radii(1.00, 0.27, 0.98), glossy(navy, 0.06));
    // The peak slopes down from the band.
    parts.add(
        new Part(
            Ellipsoid.at(0, RIM - 0.06, 0.52).radii(0.66, 0.17, 0.52),
            (x, y, z) -> y > RIM - 0.06,
            glossy(BLACK, 0.35),
            Part.Blend.NONE));
    add(Ellipsoid.at(0, 0.79, 0.90).radii(0.13, 0.15, 0.07), badge(GOLD, Rgb.srgb(0xF7E7B0)));
  }

  /** A piece of metal with a lighter or darker middle. */
  private static Paint badge(Rgb edge, Rgb middle) {
    return p -> {
      p.colour(edge);
      p.blend(middle, Curve.blot(p.x / 0.13, (p.y - 0.82) / 0.15));
      p.gloss = 0.3;
    };
  }

  private static Paint glossy(Rgb colour, double gloss) {
    return p -> {
      p.colour(colour);
      p.gloss = gloss;
    };
  }

  /** A wall around the head that opens slightly upwards. */
  private void band(double radius, double low, double high, Paint paint) {
    parts.add(
        new Part(
            Ellipsoid.at(0, high, -0.04).radii(radius + 0.06, 1.1, radius + 0.14),
            (x, y, z) -> y > low && y < high + 0.02,
            paint,
            Part.Blend.NONE));
  }

  /** The upper half of a volume. */
  private void dome(Ellipsoid shape, Paint paint) {
    parts.add(new Part(shape, (x, y, z) -> y > RIM, paint, Part.Blend.NONE));
  }

  private void add(Shape shape, Paint paint) {
    parts.add(new Part(shape, Clip.WHOLE, paint, Part.Blend.NONE));
  }
}
