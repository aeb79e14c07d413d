package dev.isonomy.diffusion;

import java.util.Arrays;

/**
 * Steps at levels of the table, evenly by their number. The formulas and the rounding (half to
 * even) are those of table 2 in Lin et al. 2024 as diffusers implements them, so that a checkpoint
 * behaves here as it does there.
 *
 * @param kind the formula
 * @param offset added to the grid of {@link Kind#LEADING} ({@code steps_offset} of a checkpoint, 0
 *     or 1) as far as its first level stays in the table, ignored by the others
 */
public record GridSpacing(Kind kind, int offset) implements Spacing {

  /** The formulas, over N levels and n steps. */
  public enum Kind {
    /** Multiples of {@code floor(N / n)}, the cleanest at 0: never visits the noisiest levels. */
    LEADING("leading"),
    /** From N-1 downwards in strides of {@code N / n}. */
    TRAILING("trailing"),
    /** Evenly from N-1 to 0, both included; a single step starts at N-1. */
    LINSPACE("linspace");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /** A grid without an offset. */
  public GridSpacing(Kind kind) {
    this(kind, 0);
  }

  @Override
  public String label() {
    return kind.label;
  }

  @Override
  public Level[] levels(Levels levels, int steps) {
    return at(levels, grid(levels.count(), steps, offset));
  }

  /** In diffusers these space n + 1 levels and drop the cleanest, except when trailing. */
  @Override
  public Level[] multistep(Levels levels, int steps) {
    if (kind == Kind.TRAILING || steps == levels.count()) {
      return levels(levels, steps);
    }
    return Arrays.copyOf(levels(levels, steps + 1), steps);
  }

  @Override
  public Level[] levelsFrom(Levels levels, int start, int steps) {
    Spacing.requireStart(levels, start);
    int[] grid = grid(start + 1, Math.min(steps, start + 1), 0);
    int shift = start - grid[0];
    for (int i = 0; i < grid.length && kind == Kind.LEADING; i++) {
      grid[i] += shift;
    }
    return at(levels, grid);
  }

  private int[] grid(int count, int steps, int offset) {
    Spacing.requireSteps(steps, count);
    int[] grid = new int[steps];
    int stride = count / steps;
    int shift = Math.min(offset, count - 1 - (steps - 1) * stride);
    for (int i = 0; i < steps; i++) {
      grid[i] =
          switch (kind) {
            case LEADING -> (steps - 1 - i) * stride + shift;
            case TRAILING -> (int) Math.rint(count - i * ((double) count / steps)) - 1;
            case LINSPACE ->
                steps == 1
                    ? count - 1
                    : (int) Math.rint((double) (count - 1) * (steps - 1 - i) / (steps - 1));
          };
    }
    return grid;
  }

  private static Level[] at(Levels levels, int[] grid) {
    return Arrays.stream(grid).mapToObj(levels::at).toArray(Level[]::new);
  }
}
