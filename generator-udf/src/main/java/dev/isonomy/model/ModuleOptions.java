package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.time.Duration;

/**
 * How networks are called.
 *
 * @param microBatch samples per call of a network; smaller calls are padded to it. Part of a run's
 *     fingerprint: kernels are chosen by shape, so that another number can change the last bit of a
 *     result, while with the same one a sample never depends on how many others were asked for
 * @param timeout longest time that one call may take
 */
public record ModuleOptions(int microBatch, Duration timeout) implements Serializable {

  /** Samples per call on processors: more gain nothing there, fewer cost up to a third. */
  public static final int DEFAULT_MICRO_BATCH = 16;

  /** Longest call: far above a slow processor's, far below a night. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** The defaults. */
  public static final ModuleOptions DEFAULT =
      new ModuleOptions(DEFAULT_MICRO_BATCH, DEFAULT_TIMEOUT);

  /** Largest number of samples per call. */
  public static final int MOST_MICRO_BATCH = 4096;

  public ModuleOptions {
    if (microBatch < 1 || microBatch > MOST_MICRO_BATCH) {
      throw new UserException("microBatch must be in [1, 4096] but was " + microBatch);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new UserException("the time-out of a network call must be positive but was " + timeout);
    }
  }
}
