package dev.isonomy.random;

/**
 * What a random number is used for. Streams of different purposes are independent, so that a new
 * use of randomness never changes the numbers of another one.
 */
public enum Purpose {
  /** The choice of a mixture component. */
  COMPONENT(1),
  /** The latent drawn from a component. */
  LATENT(2),
  /** The part of a latent that a projection dropped, drawn from its residual variance. */
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
  /** The free parameters of a rendered image. */
  RENDER(9),
  /** The class or number that conditions an image. */
  CONDITION(10),
  /** The prompt of an image that has no quota of its own. */
  PROMPT(11);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The number that enters the key. It is part of the format and must never change. */
  int code() {
    return code;
  }
}
