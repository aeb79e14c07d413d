package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.Locale;

/**
 * Steps of a rectified flow {@code (1 - s) x_0 + s eps}: u runs evenly from one number to another
 * and {@code s = shift u / (1 + (shift - 1) u)} (Esser et al. 2024, "Scaling rectified flow
 * transformers", section 5.3.2), which as a log-SNR is {@code 2 ln((1 - s) / s)}. A shift that
 * follows the size of the images is a number, as a bundle has one size.
 *
 * @param shift above 1 for more steps in the noise
 * @param from the first u, at most 1
 * @param to where u ends, at least 0
 * @param ends which ends of the range are visited
 */
public record FlowSpacing(double shift, double from, double to, Ends ends) implements Spacing {

  /** Which ends of the range are visited. */
  public enum Ends {
    /** The first one: the last step leads from the one before the end to the clean sample. */
    FIRST,
    /** Both. */
    BOTH;

    /** The name used in {@code bundle.json}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public FlowSpacing {
    if (!(shift > 0 && shift < Double.POSITIVE_INFINITY)) {
      throw new UserException("shift of a spacing must be positive but was " + shift);
    }
    boolean visitsEnd = ends == Ends.BOTH;
    if (!(from <= 1 && to < from && (visitsEnd ? to > 0 : to >= 0))) {
      throw new UserException(
          "from and to of a spacing must satisfy 1 >= from > to %s 0 but were %s and %s"
              .formatted(visitsEnd ? ">" : ">=", from, to));
    }
  }

  /** From pure noise in even steps of u, the clean end not visited. */
  public static FlowSpacing shifted(double shift) {
    return new FlowSpacing(shift, 1, 0, Ends.FIRST);
  }

  @Override
  public String label() {
    return "flow";
  }

  @Override
  public Level[] levels(Levels levels, int steps) {
    return place(levels, from, steps);
  }

  @Override
  public Level[] levelsFrom(Levels levels, int start, int steps) {
    Spacing.requireStart(levels, start);
    Level first = levels.at(start);
    double s = 1 / (1 + StrictMath.exp(0.5 * first.logSnr()));
    double u = s / (shift - (shift - 1) * s);
    Level[] visited = place(levels, u, u > to ? steps : 1);
    visited[0] = first;
    return visited;
  }

  private Level[] place(Levels levels, double start, int steps) {
    Spacing.requireSteps(steps, Integer.MAX_VALUE);
    Level[] visited = new Level[steps];
    int strides = ends == Ends.FIRST ? steps : Math.max(1, steps - 1);
    for (int i = 0; i < steps; i++) {
      double u = start + (to - start) * i / strides;
      // ln((1 - s) / s), written so that s = 1 is the infinite ratio that it is
      double ratio = (1 - u) / (shift * u);
      visited[i] = levels.of(2 * StrictMath.log(ratio));
    }
    return visited;
  }
}
