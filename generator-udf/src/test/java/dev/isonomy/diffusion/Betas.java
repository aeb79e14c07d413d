package dev.isonomy.diffusion;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Levels of the usual betas, as exporters write them: {@code alphaBar_t = prod (1 - beta_s)}. */
public final class Betas {
  private Betas() {}

  /** Ho et al. 2020; 1e-4 to 0.02. */
  public static Levels linear(int steps) {
    return of(steps, t -> at(t, steps, 1e-4, 0.02));
  }

  /** Rombach et al. 2022: the roots run linearly, 0.00085 to 0.012. */
  public static Levels scaledLinear(int steps) {
    return of(steps, t -> Math.pow(at(t, steps, Math.sqrt(0.00085), Math.sqrt(0.012)), 2));
  }

  /** Nichol and Dhariwal 2021, betas capped at 0.999. */
  public static Levels cosine(int steps) {
    return of(steps, t -> Math.min(1 - bar((t + 1.0) / steps) / bar((double) t / steps), 0.999));
  }

  /** The schedule of a golden case. */
  static Levels named(String name) {
    return switch (name) {
      case "linear" -> linear(1000);
      case "scaled-linear" -> scaledLinear(1000);
      case "cosine" -> cosine(1000);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Lin et al. 2024, algorithm 1: the last level loses its signal, the first one stays. */
  static Levels withoutTerminalSignal(Levels levels) {
    double first = levels.cleanest().alpha();
    double last = levels.noisiest().alpha();
    return ofShares(
        IntStream.range(0, levels.count())
            .mapToDouble(t -> Math.pow((levels.at(t).alpha() - last) * first / (first - last), 2))
            .toArray());
  }

  private static Levels of(int steps, IntToDoubleFunction beta) {
    double[] shares = new double[steps];
    double product = 1;
    for (int t = 0; t < steps; t++) {
      product *= 1 - beta.applyAsDouble(t);
      shares[t] = product;
    }
    return ofShares(shares);
  }

  /** Levels of shares of the signal's variance, told by their number. */
  static Levels ofShares(double... shares) {
    double[] logSnr = new double[shares.length];
    double[] told = new double[shares.length];
    for (int t = 0; t < shares.length; t++) {
      logSnr[t] = Math.log(shares[t]) - Math.log1p(-shares[t]);
      told[t] = t;
    }
    return Levels.of(logSnr, Optional.of(told));
  }

  private static double at(int t, int steps, double from, double to) {
    return steps == 1 ? from : from + (to - from) * t / (steps - 1);
  }

  private static double bar(double u) {
    return Math.pow(Math.cos((u + 0.008) / 1.008 * Math.PI / 2), 2);
  }
}
