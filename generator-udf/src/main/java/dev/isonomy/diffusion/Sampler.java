package dev.isonomy.diffusion;

import java.io.Serializable;

/**
 * Solves the reverse process: from states at the first of the given levels to clean samples.
 *
 * <p>Samplers are values without state: a trajectory's levels are given as a whole and each step
 * leads from one to the next, the last one to {@link Levels#end()}. They know nothing but log-SNR.
 * Each sample of a batch is treated alone, so that grouping never changes a result. {@link
 * Samplers} knows all of them by name.
 */
public interface Sampler extends Serializable {
  /** Differences of log-SNR that are none. */
  double ROUNDING = 1e-9;

  /** The name used in configuration and provenance. */
  String label();

  /**
   * Whether the sampler draws step noise; if not, the result is a function of the initial state.
   */
  boolean stochastic();

  /** Whether it is for networks that were distilled to few steps, and for those alone. */
  default boolean distilled() {
    return false;
  }

  /** Whether trajectories can start at a level. */
  default boolean canStart(Level level) {
    return true;
  }

  /** Calls of the network for a trajectory of {@code steps} steps. */
  default int evaluations(int steps) {
    return steps;
  }

  /**
   * The visited levels of a full trajectory, noisiest first.
   *
   * @param levels what the network was trained at
   * @param steps number of steps
   */
  default Level[] levels(Spacing spacing, Levels levels, int steps) {
    return spacing.levels(levels, steps);
  }

  /**
   * Runs a trajectory.
   *
   * @param diffusion how the network was trained
   * @param visited levels of strictly rising log-SNR; from the last one a step leads to the end
   * @param denoiser the network
   * @param x the states at the first level, {@code batch} samples; replaced by clean samples
   * @param batch number of samples
   * @param noise streams of the samples; not asked by deterministic samplers
   * @throws IllegalArgumentException if the levels do not rise or the sizes do not fit
   */
  void sample(
      Diffusion diffusion,
      Level[] visited,
      Denoiser denoiser,
      float[] x,
      int batch,
      StepNoise noise);

  /** Checks a trajectory's arguments; shared by the samplers. */
  static void check(Diffusion diffusion, Level[] visited, float[] x, int batch) {
    if (batch < 1 || x.length == 0 || x.length % batch != 0) {
      throw new IllegalArgumentException(
          "state of " + x.length + " numbers cannot hold " + batch + " samples");
    }
    if (visited.length == 0) {
      throw new IllegalArgumentException("a trajectory must visit a level");
    }
    double end = diffusion.levels().end().logSnr();
    for (int i = 0; i < visited.length; i++) {
      boolean last = i + 1 == visited.length;
      double from = visited[i].logSnr();
      double to = last ? end : visited[i + 1].logSnr();
      // A table's end may be its cleanest level itself, up to the rounding of both.
      if (!(from < to || (last && from - to < ROUNDING))) {
        throw new IllegalArgumentException(
            "log-SNR must rise strictly but went from " + from + " to " + to);
      }
    }
  }

  /** The level after step i of a trajectory. */
  static Level next(Diffusion diffusion, Level[] visited, int i) {
    return i + 1 < visited.length ? visited[i + 1] : diffusion.levels().end();
  }
}
