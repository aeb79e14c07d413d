package dev.isonomy.config;

/**
 * Section {@code run}.
 *
 * @param dir directory of the run, any Hadoop path
 * @param seed seed of every random number
 */
public record RunSettings(String dir, long seed) {
  static RunSettings read(Section section) {
    return new RunSettings(
        section.name("dir"), section.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
