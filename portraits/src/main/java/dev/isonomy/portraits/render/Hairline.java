package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Hair;
import dev.isonomy.portraits.person.HairStyle;

/** Where the scalp carries hair, as a signed function of a point near the skull. */
final class Hairline {
  private final HairStyle style;
  private final int side;

  Hairline(Hair hair) {
    style = hair.style();
    side = hair.parting().sign();
  }

  /** Positive in the hair, negative on the skin; about a distance in head units. */
  double cover(double x, double y, double z) {
    double front = y - height(x);
    double edge = sideEdge(y) - z;
    double top =
        style == HairStyle.BALD ? Math.min(edge, 0.34 - y - 0.3 * z) : Math.max(front, edge);
    return Math.min(top, y - bottom(z));
  }

  /** Lower edge of the hair over the forehead. */
  private double height(double x) {
    double s = x * side;
    return switch (style) {
      case CROP -> 0.62 - 0.25 * x * x;
      case SHORT, PIXIE ->
          (style == HairStyle.PIXIE ? 0.50 : 0.58) - 0.55 * (s - 0.28) * (s - 0.28);
      case QUIFF -> 0.62 - 0.12 * x * x;
      case SHORT_CURLS, CURLS -> 0.58 - 0.3 * x * x;
      case RECEDING -> 0.70 + 0.22 * Curve.blot((Math.abs(x) - 0.36) / 0.26, 0) - 0.1 * x * x;
      case BALD -> 2;
      case BOB, LONG_FRINGE -> 0.33 + 0.10 * x * x;
      case LONG -> 0.74 - 1.35 * x * x;
      case LONG_SIDE -> 0.66 - 0.75 * (s - 0.34) * (s - 0.34);
      case BUN -> 0.62 - 0.55 * x * x;
    };
  }

  private double sideEdge(double y) {
    return switch (style) {
      case LONG, LONG_FRINGE, LONG_SIDE, BOB -> 0.24;
      case CURLS -> 0.16;
      case BUN, PIXIE -> 0.10 + 0.12 * Curve.step(0.0, 0.4, y);
      default -> 0.10 + 0.20 * Curve.step(0.15, 0.5, y);
    };
  }

  private double bottom(double z) {
    return switch (style) {
      case LONG, LONG_FRINGE, LONG_SIDE, BOB, CURLS -> -3;
      default -> -0.16 + 0.5 * Math.min(0, z);
    };
  }
}
