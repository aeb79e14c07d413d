package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Portrait;
import java.util.ArrayList;
import java.util.List;

/** The volumes of the hair: a cap along the hairline, and what each style adds to it. */
final class HairVolumes {
  private final List<Part> parts = new ArrayList<>();
  private final Portrait portrait;
  private final Paint paint;
  private final Clip alongHairline;
  private final double v;

  private HairVolumes(Portrait portrait, Hairline hairline, Paint paint) {
    this.portrait = portrait;
    this.paint = paint;
    v = portrait.hair().volume();
    alongHairline = (x, y, z) -> hairline.cover(x, y, z) > 0;
  }

  static List<Part> of(Portrait portrait, Hairline hairline, Paint paint) {
    HairVolumes volumes = new HairVolumes(portrait, hairline, paint);
    volumes.build(hairline);
    return volumes.parts;
  }

  private void build(Hairline hairline) {
    int side = portrait.hair().parting().sign();
    switch (portrait.hair().style()) {
      case CROP -> cap(0.035);
      case BALD -> cap(0.04);
      case RECEDING -> cap(0.06);
      case SHORT -> {
        cap(0.085);
        swept(Ellipsoid.at(-0.10 * side, 0.76, 0.06).radii(0.66, 0.40 * v, 0.76).rolled(-7 * side));
      }
      case QUIFF -> {
        cap(0.06);
        swept(Ellipsoid.at(-0.05 * side, 0.82, 0.16).radii(0.63, 0.42 * v, 0.68).rolled(-5 * side));
      }
      case PIXIE -> {
        cap(0.11);
        swept(Ellipsoid.at(-0.12 * side, 0.74, 0.08).radii(0.70, 0.40 * v, 0.74).rolled(-9 * side));
      }
      case SHORT_CURLS -> {
        cap(0.07);
        curls(hairline, 0.92, 0.16, 110);
      }
      case CURLS -> {
        cap(0.14);
        curls(hairline, 1.06, 0.21, 130);
        add(Ellipsoid.at(0, 0.05, -0.45).radii(0.92, 0.80, 0.45));
      }
      case BUN -> {
        cap(0.075);
        add(Ellipsoid.at(0, 1.14, -0.10).radii(0.29 * v, 0.24 * v, 0.29 * v));
      }
      case BOB -> {
        cap(0.11);
        fall(-0.70, -0.05, 0.80);
      }
      case LONG, LONG_FRINGE, LONG_SIDE -> {
        cap(0.10);
        fall(-3, -0.45, 1.18);
      }
    }
  }

  /** A shell around the skull, cut along the hairline. */
  private void cap(double thickness) {
    double w = portrait.shape().outline().width();
    double t = thickness * v;
    parts.add(
        new Part(
            Ellipsoid.at(0, 0.26, -0.07).radii(0.72 * w + t, 0.78 + t, 0.80 + t),
            alongHairline,
            paint,
            Part.Blend.HAIR));
  }

  /** Hair that falls beside and behind the face down to {@code hem}. */
  private void fall(double hem, double middle, double half) {
    double w = portrait.shape().outline().width();
    Clip cut = (x, y, z) -> y > hem + 0.06 * Curve.wave(2.2 * x);
    for (int side = -1; side <= 1; side += 2) {
      Ellipsoid lock =
          Ellipsoid.at(side * 0.68 * w, middle, -0.10).radii(0.24 * v, half, 0.36).rolled(side * 3);
      parts.add(new Part(lock, cut, paint, Part.Blend.HAIR));
    }
    Ellipsoid back = Ellipsoid.at(0, middle + 0.1, -0.46).radii(0.86 * w * v, half, 0.46);
    parts.add(new Part(back, cut, paint, Part.Blend.NONE));
  }

  /** Balls on a Fibonacci sphere, where the hairline has hair. */
  private void curls(Hairline hairline, double reach, double radius, int count) {
    double golden = StrictMath.PI * (3 - StrictMath.sqrt(5));
    for (int i = 0; i < count; i++) {
      double y = 1 - 2 * (i + 0.5) / count;
      double ring = StrictMath.sqrt(1 - y * y);
      double px = reach * 0.80 * ring * StrictMath.cos(golden * i);
      double py = 0.28 + reach * 0.82 * y;
      double pz = -0.10 + reach * 0.84 * ring * StrictMath.sin(golden * i);
      if (pz > -0.7 && hairline.cover(px, py - 0.5 * radius, pz + 0.3 * radius) > 0 && py > -0.55) {
        add(Ellipsoid.at(px, py, pz).radii(radius * v, radius * v, radius * v));
      }
    }
  }

  /** Volume that is combed back or aside from the hairline. */
  private void swept(Shape shape) {
    parts.add(new Part(shape, alongHairline, paint, Part.Blend.HAIR));
  }

  private void add(Shape shape) {
    parts.add(new Part(shape, Clip.WHOLE, paint, Part.Blend.NONE));
  }
}
