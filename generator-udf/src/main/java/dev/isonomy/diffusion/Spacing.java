package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.io.Serializable;

/** Where the n steps of a trajectory lie among the levels that a network knows. */
public sealed interface Spacing extends Serializable
    permits GridSpacing, DistilledSpacing, SigmaSpacing, FlowSpacing {

  /** The name used in configuration and {@code bundle.json}. */
  String label();

  /**
   * The visited levels of a full trajectory, noisiest first, without its end.
   *
   * @param levels what the network was trained at
   * @param steps number of visited levels n
   * @throws UserException if so many do not fit
   */
  Level[] levels(Levels levels, int steps);

  /**
   * The visited levels of a trajectory that starts in the middle: the first one is the start
   * itself, the others follow this spacing over what remains.
   *
   * @param start index of the level at which the state is given
   * @param steps number of visited levels; fewer where not so many remain
   * @throws UserException if the start is not one of the levels, or no step is asked for
   */
  Level[] levelsFrom(Levels levels, int start, int steps);

  /**
   * The levels of a full trajectory for solvers that use several steps at a time, which some
   * spacings place otherwise.
   */
  default Level[] multistep(Levels levels, int steps) {
    return levels(levels, steps);
  }

  /** Refuses a start that is no level of the table. */
  static void requireStart(Levels levels, int start) {
    if (start < 0 || start >= levels.count()) {
      throw new UserException(
          "the time step of a noisy latent must be in [0, %d) but was %d"
              .formatted(levels.count(), start));
    }
  }

  /** Refuses numbers of steps that are none, or more than there is room for. */
  static void requireSteps(int steps, int most) {
    if (steps < 1 || steps > most) {
      throw new UserException("sampler steps must be in [1, " + most + "] but was " + steps);
    }
  }
}
