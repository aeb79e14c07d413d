package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which of the N training steps a trajectory of n steps visits. The formulas and the rounding (half
 * to even) are those of table 2 in Lin et al. 2024 as diffusers implements them, so that a
 * checkpoint behaves here as it does there.
 */
public enum TimestepSpacing {
  /**
   * Multiples of {@code floor(N / n)}, the cleanest at 0 (plus an offset): never visits the
   * noisiest steps.
   */
  LEADING {
    @Override
    int[] grid(int trainSteps, int steps, int offset) {
      int stride = trainSteps / steps;
      int shift = Math.min(offset, trainSteps - 1 - (steps - 1) * stride);
      int[] times = new int[steps];
      for (int i = 0; i < steps; i++) {
        times[i] = (steps - 1 - i) * stride + shift;
      }
      return times;
    }
  },
  /** From N-1 downwards in strides of {@code N / n}. */
  TRAILING {
    @Override
    int[] grid(int trainSteps, int steps, int offset) {
      double stride = (double) trainSteps / steps;
      int[] times = new int[steps];
      for (int i = 0; i < steps; i++) {
        times[i] = (int) Math.rint(trainSteps - i * stride) - 1;
      }
      return times;
    }
  },
  /** Evenly from N-1 to 0, both included; a single step starts at N-1. */
  LINSPACE {
    @Override
    int[] grid(int trainSteps, int steps, int offset) {
      if (steps == 1) {
        return new int[] {trainSteps - 1};
      }
      int[] times = new int[steps];
      for (int i = 0; i < steps; i++) {
        times[i] = (int) Math.rint((double) (trainSteps - 1) * (steps - 1 - i) / (steps - 1));
      }
      return times;
    }
  };

  abstract int[] grid(int trainSteps, int steps, int offset);

  /** The name used in configuration and {@code bundle.json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The visited times, noisiest first.
   *
   * @param trainSteps number of training steps N
   * @param steps number of visited steps n, 1..N
   * @param offset added to the grid of {@link #LEADING} ({@code steps_offset} of a checkpoint, 0 or
   *     1) as far as its first time stays below N, ignored by the others
   * @throws UserException if n is out of its range
   */
  public int[] timesteps(int trainSteps, int steps, int offset) {
    if (steps < 1 || steps > trainSteps) {
      throw new UserException("sampler steps must be in [1, " + trainSteps + "] but was " + steps);
    }
    return grid(trainSteps, steps, offset);
  }

  /**
   * The same for solvers that use several steps at a time: in diffusers these space n + 1 times and
   * drop the cleanest, except when trailing.
   */
  int[] multistep(int trainSteps, int steps, int offset) {
    return this == TRAILING || steps == trainSteps
        ? timesteps(trainSteps, steps, offset)
        : Arrays.copyOf(timesteps(trainSteps, steps + 1, offset), steps);
  }

  /**
   * The visited times of a trajectory that starts in the middle, at x_t: the first one is t itself,
   * the others follow this spacing over the t + 1 steps that remain.
   *
   * @param start the time t at which the state is given
   * @param steps number of visited steps; at most t + 1 are made
   */
  public int[] timestepsFrom(int start, int steps) {
    if (start < 0) {
      throw new UserException(
          "the time step of a noisy latent must not be negative but was " + start);
    }
    int[] times = timesteps(start + 1, Math.min(steps, start + 1), 0);
    int shift = start - times[0];
    for (int i = 0; i < times.length && this == LEADING; i++) {
      times[i] += shift;
    }
    return times;
  }

  /**
   * The spacing of a name.
   *
   * @throws UserException if there is none
   */
  public static TimestepSpacing ofName(String name) {
    return Arrays.stream(values())
        .filter(spacing -> spacing.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "timestepSpacing must be one of leading, trailing, linspace but was " + name));
  }
}
