package dev.isonomy.bench;

/**
 * What a job does once it runs: it is measured at two sizes, of which the difference is free of
 * what every job does once, such as loading networks.
 */
final class StartUp {
  private StartUp() {}

  /** Things per second between the sizes. */
  static double speed(long many, double seconds, long few, double fewSeconds) {
    return (many - few) / (seconds - fewSeconds);
  }
}
