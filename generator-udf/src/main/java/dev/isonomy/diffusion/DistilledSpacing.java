package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.stream.IntStream;

/**
 * Steps among the few levels that a network was distilled at: every {@code floor(N / of)}th of the
 * N of the table, the noisiest included, visited evenly and rounded towards noise (Luo et al. 2023,
 * "Latent consistency models", as its scheduler has it).
 *
 * @param of how many levels those are
 */
public record DistilledSpacing(int of) implements Spacing {
  /** That of the latent consistency models. */
  public static final int USUAL = 50;

  public DistilledSpacing {
    if (of < 1) {
      throw new UserException("of in a spacing must be at least 1 but was " + of);
    }
  }

  @Override
  public String label() {
    return "distilled";
  }

  @Override
  public Level[] levels(Levels levels, int steps) {
    return pick(levels, distilled(levels, levels.count()), steps);
  }

  @Override
  public Level[] levelsFrom(Levels levels, int start, int steps) {
    Spacing.requireStart(levels, start);
    int[] left = IntStream.concat(IntStream.of(start), distilled(levels, start)).toArray();
    return pick(levels, IntStream.of(left), Math.min(steps, left.length));
  }

  /** Indices of the levels below one, noisiest first. */
  private IntStream distilled(Levels levels, int below) {
    int count = Math.min(of, levels.count());
    int stride = levels.count() / count;
    return IntStream.iterate(count, i -> i > 0, i -> i - 1)
        .map(i -> i * stride - 1)
        .filter(index -> index < below);
  }

  private static Level[] pick(Levels levels, IntStream from, int steps) {
    int[] indices = from.toArray();
    Spacing.requireSteps(steps, indices.length);
    return IntStream.range(0, steps)
        .map(i -> indices[(int) ((long) i * indices.length / steps)])
        .mapToObj(levels::at)
        .toArray(Level[]::new);
  }
}
