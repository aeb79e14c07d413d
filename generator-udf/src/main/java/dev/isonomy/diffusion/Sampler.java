package dev.isonomy.diffusion;

import java.io.Serializable;

/**
 * Solves the reverse process: from states at the first of the given times to clean samples.
 *
 * <p>Samplers are values without state: a trajectory's times are given as a whole and each step is
 * one from {@code times[i]} to {@code times[i + 1]}, the last one to {@link NoiseSchedule#CLEAN}.
 * Each sample of a batch is treated alone, so that grouping never changes a result. {@link
 * Samplers} knows all of them by name.
 */
public interface Sampler extends Serializable {

  /** The name used in configuration and provenance. */
  String label();

  /**
   * Whether the sampler draws step noise; if not, the result is a function of the initial state.
   */
  boolean stochastic();

  /**
   * Whether trajectories can start at a time.
   *
   * @param t in [0, N-1]
   */
  default boolean canStart(NoiseSchedule schedule, int t) {
    return true;
  }

  /** Calls of the network for a trajectory of {@code steps} steps. */
  default int evaluations(int steps) {
    return steps;
  }

  /**
   * The visited times of a full trajectory, noisiest first.
   *
   * @param trainSteps number of training steps N
   * @param steps number of steps
   * @param offset see {@link TimestepSpacing#timesteps}
   */
  default int[] timesteps(TimestepSpacing spacing, int trainSteps, int steps, int offset) {
    return spacing.timesteps(trainSteps, steps, offset);
  }

  /**
   * Runs a trajectory.
   *
   * @param diffusion how the network was trained
   * @param times strictly falling time steps in [0, N-1]
   * @param denoiser the network
   * @param x the states at {@code times[0]}, {@code batch} samples; replaced by clean samples
   * @param batch number of samples
   * @param noise streams of the samples; not asked by deterministic samplers
   * @throws IllegalArgumentException if the times do not fall or the sizes do not fit
   */
  void sample(
      Diffusion diffusion, int[] times, Denoiser denoiser, float[] x, int batch, StepNoise noise);

  /** Checks a trajectory's arguments; shared by the samplers. */
  static void check(Diffusion diffusion, int[] times, float[] x, int batch) {
    if (batch < 1 || x.length == 0 || x.length % batch != 0) {
      throw new IllegalArgumentException(
          "state of " + x.length + " numbers cannot hold " + batch + " samples");
    }
    if (times.length == 0 || times[0] >= diffusion.schedule().steps()) {
      throw new IllegalArgumentException(
          "times must start below " + diffusion.schedule().steps() + " and not be empty");
    }
    for (int i = 0; i < times.length; i++) {
      int next = i + 1 < times.length ? times[i + 1] : NoiseSchedule.CLEAN;
      if (times[i] <= next) {
        throw new IllegalArgumentException(
            "times must fall strictly but went from " + times[i] + " to " + next);
      }
    }
  }

  /** The time after step i of a trajectory. */
  static int next(int[] times, int i) {
    return i + 1 < times.length ? times[i + 1] : NoiseSchedule.CLEAN;
  }
}
