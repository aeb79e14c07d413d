package dev.isonomy.config;

/**
 * Section {@code run}.
 *
 * @param dir directory of the run, any Hadoop path
 * @param seed seed of every random number
 * @param leaseTimeoutSeconds how long the owner of the directory may be silent before it counts as
 *     dead
 */
public record RunSettings(String dir, long seed, int leaseTimeoutSeconds) {
  private static final int LEAST_TIMEOUT = 2;
  private static final int MOST_TIMEOUT = 86_400;

  static RunSettings read(Section section) {
    return new RunSettings(
        section.name("dir"),
        section.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        (int) section.whole("lease-timeout", LEAST_TIMEOUT, MOST_TIMEOUT));
  }
}
