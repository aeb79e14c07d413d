package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;

/** A sampler whose share of fresh noise is chosen. */
public sealed interface EtaSampler extends Sampler permits Ddim, Tcd {

  /** From 0, deterministic, to 1. */
  double eta();

  @Override
  default boolean stochastic() {
    return eta() > 0;
  }

  /**
   * Checks the share.
   *
   * @throws UserException if it is out of its range
   */
  static void require(double eta) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new UserException("eta must be in [0, 1] but was " + eta);
    }
  }
}
