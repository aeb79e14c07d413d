package dev.isonomy.diffusion;

import java.util.Optional;
import java.util.stream.IntStream;

/** The levels of golden cases, as exporters write them for each family. */
final class GoldenLevels {
  private GoldenLevels() {}

  static Levels named(String name) {
    return switch (name) {
      case "flow" -> flow();
      case "edm" -> sigmas(0.002, 80, 1000, 7);
      case "consistency" -> sigmas(0.002, 80, 40, 7);
      default -> Betas.named(name);
    };
  }

  /** A rectified flow at s = 1/1000, ..., 1. */
  private static Levels flow() {
    double[] logSnr =
        IntStream.rangeClosed(1, 1000).mapToDouble(i -> 2 * Math.log((1000.0 - i) / i)).toArray();
    return Levels.of(logSnr, Optional.empty());
  }

  private static Levels sigmas(double least, double most, int count, double rho) {
    double from = Math.pow(least, 1 / rho);
    double to = Math.pow(most, 1 / rho);
    double[] logSnr =
        IntStream.range(0, count)
            .mapToDouble(i -> -2 * rho * Math.log(from + (to - from) * i / (count - 1)))
            .toArray();
    return Levels.of(logSnr, Optional.empty());
  }
}
