package dev.isonomy.local;

import java.util.Random;

/** Decides which requests fail, and how. */
final class Faults {
  /** What happens to a request. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** The server is said to be overloaded: 503, the request never reaches it. */
    UNAVAILABLE,
    /** The connection breaks before the request reaches the server. */
    RESET_BEFORE,
    /** The server does what it was asked for, and the connection breaks before the answer. */
    RESET_AFTER,
    /** The answer breaks off in the middle of its body. */
    TRUNCATED,
    /** The answer trickles. */
    SLOW
  }

  private static final Fault[] KINDS = Fault.values();

  private final double share;
  private final Random random;

  /**
   * Faults of a share of all requests.
   *
   * @param share in [0, 1]
   * @param seed of the choices, which depend on the order of the requests as well
   */
  Faults(double share, long seed) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in [0, 1] but was " + share);
    }
    this.share = share;
    this.random = new Random(seed);
  }

  synchronized Fault next() {
    return random.nextDouble() < share ? KINDS[1 + random.nextInt(KINDS.length - 1)] : Fault.NONE;
  }
}
