package dev.isonomy.splat;

/** Opacities that were stored as shares. */
final class Logits {
  // Half a step of 8 bits: fully transparent and opaque ones stay finite.
  private static final double MARGIN = 0.5 / 255;

  private Logits() {}

  static float of(double share) {
    double p = Math.max(MARGIN, Math.min(1 - MARGIN, share));
    return (float) StrictMath.log(p / (1 - p));
  }
}
