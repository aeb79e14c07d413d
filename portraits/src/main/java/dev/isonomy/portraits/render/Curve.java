package dev.isonomy.portraits.render;

/** Soft steps and waves without transcendental functions, so that pixels agree on all machines. */
final class Curve {
  private Curve() {}

  /** Smooth step: 0 below {@code low}, 1 above {@code high}. */
  static double step(double low, double high, double value) {
    double t = Math.max(0, Math.min(1, (value - low) / (high - low)));
    return t * t * (3 - 2 * t);
  }

  /** 1 where |distance| is below {@code half}, soft over {@code blur}. */
  static double band(double distance, double half, double blur) {
    return 1 - step(half - blur / 2, half + blur / 2, Math.abs(distance));
  }

  /** A round blot: 1 at the centre, 0 from radius 1. */
  static double blot(double u, double v) {
    double t = Math.max(0, 1 - u * u - v * v);
    return t * t;
  }

  /** A smooth wave of period 1 between 0 and 1. */
  static double wave(double t) {
    double u = t - Math.floor(t);
    double v = u * (1 - u);
    return 16 * v * v;
  }
}
