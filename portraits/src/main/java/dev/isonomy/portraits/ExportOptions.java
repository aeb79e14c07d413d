package dev.isonomy.portraits;

import dev.isonomy.portraits.person.PortraitSampler;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Options of the command line as {@code --name value} pairs. */
final class ExportOptions {
  private static final Set<String> NAMES =
      Set.of(
          "--count",
          "--seed",
          "--distribution",
          "--out",
          "--first",
          "--sheet",
          "--scale",
          "--size",
          "--views");

  /** Writes something as options say it. */
  interface Export {
    /**
     * Writes.
     *
     * @throws IllegalArgumentException with a line for the user if an option is wrong
     */
    void run(ExportOptions options) throws IOException;
  }

  /** Runs an exporter; a mistake in the options ends with one line and exit code 2. */
  static void run(String[] args, Export export) throws IOException {
    try {
      export.run(new ExportOptions(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private final Map<String, String> values = new HashMap<>();

  /**
   * Parses pairs.
   *
   * @throws IllegalArgumentException with a line for the user if a name is unknown or a value is
   *     missing
   */
  ExportOptions(String... args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!NAMES.contains(args[i])) {
        throw new IllegalArgumentException(
            "option must be one of " + NAMES.stream().sorted().toList() + " but was " + args[i]);
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " must be followed by a value");
      }
      values.put(args[i], args[i + 1]);
    }
  }

  /** The value of {@code --count}, which must be given. */
  int count() {
    number("--count");
    return number("--count", 0, 1, Integer.MAX_VALUE);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of an option that must be given. */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " must be given");
    }
    return value;
  }

  long number(String name, long fallback) {
    return has(name) ? number(name) : fallback;
  }

  /** The value of an option that must be given, as an integer. */
  long number(String name) {
    String value = text(name);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be an integer but was " + value, e);
    }
  }

  /** An integer in a range. */
  int number(String name, int fallback, int least, int most) {
    long value = number(name, fallback);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + most + "] but was " + value);
    }
    return (int) value;
  }

  /** The value of an option, or a fallback. */
  String text(String name, String fallback) {
    return values.getOrDefault(name, fallback);
  }

  /** The stream of {@code --distribution} and {@code --seed}. */
  PortraitSampler sampler() {
    long seed = number("--seed", 1);
    String name = values.getOrDefault("--distribution", "natural");
    return switch (name) {
      case "natural" -> PortraitSampler.natural(seed);
      case "balanced" -> PortraitSampler.balanced(seed);
      default ->
          throw new IllegalArgumentException(
              "--distribution must be natural or balanced but was " + name);
    };
  }
}
