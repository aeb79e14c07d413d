package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Rgb;
import java.util.ArrayList;
import java.util.List;

/** What is worn around the neck at work. */
final class Accessories {
  private final List<Part> parts = new ArrayList<>();

  private Accessories() {}

  /** Parts for a neck of a half width. */
  static List<Part> of(Occupation occupation, double neck) {
    Accessories accessories = new Accessories();
    switch (occupation) {
      case FIREFIGHTER -> accessories.collar(neck, Rgb.srgb(0x3A393F));
      case CHEF -> accessories.collar(neck, Rgb.srgb(0xCF3038));
      case POLICE_OFFICER -> accessories.collar(neck, Rgb.srgb(0x35529A));
      default -> {}
    }
    return accessories.parts;
  }

  /** A ring of cloth, open at the throat. */
  private void collar(double neck, Rgb colour) {
    Paint paint =
        p -> {
          p.colour(colour);
          p.darken(1 - 0.35 * Curve.band(p.x, 0.015, 0.05));
          p.light *= 0.75 + 0.25 * Curve.step(0.2, 0.7, Math.abs(p.x));
        };
    parts.add(
        new Part(
            Ellipsoid.at(0, -1.30, -0.10).radii(neck + 0.13, 0.32, 0.50),
            (x, y, z) -> y < -1.08 - 0.16 * Math.max(0, z),
            paint,
            Part.Blend.NONE));
  }
}
