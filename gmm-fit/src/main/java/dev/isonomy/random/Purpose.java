package dev.isonomy.random;

/**
 * What a random number is for. Streams of different purposes are independent, so that a new use of
 * randomness never shifts the numbers of another one.
 */
public enum Purpose {
  /** The choice of a mixture component. */
  COMPONENT(1),
  /** The latent code drawn from a component. */
  LATENT(2),
  /** What a projection dropped, drawn back from its residual variance. */
  RESIDUAL(3),
  /** The noise that a sampler starts from. */
  INITIAL_NOISE(4),
  /** The noise that a stochastic sampler adds in a step. */
  STEP_NOISE(5),
  /** Starting points of a fit. */
  SEEDING(6),
  /** Splits into parts, such as training and held-out rows. */
  SPLIT(7),
  /** Subsamples of rows. */
  SUBSAMPLE(8),
  /** The free parameters of a rendered picture. */
  RENDER(9);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The number that enters the key. It is part of the format: it must never change. */
  int code() {
    return code;
  }
}
