package dev.isonomy.diffusion;

import java.io.Serializable;

/**
 * How noisy a state is. States are variance preserving, {@code x = alpha x_0 + sigma eps} with
 * {@code alpha^2 + sigma^2 = 1}, so that one number says all: the log signal-to-noise ratio {@code
 * ln(alpha^2 / sigma^2)} (Kingma et al. 2021, "Variational diffusion models"). Processes with other
 * factors, as flows and EDM's, become this one by division with the root of the sum of their
 * squares.
 *
 * <p>Coefficients are computed by {@link StrictMath}: the same on every JVM.
 *
 * @param logSnr the ratio: positive infinity without noise, negative infinity without signal
 * @param told what the network is told of the level; NaN for a clean end, where it is never asked
 */
public record Level(double logSnr, double told) implements Serializable {
  /** A clean sample. */
  public static final Level CLEAN = new Level(Double.POSITIVE_INFINITY, Double.NaN);

  /**
   * What takes the place of no signal in coordinates that need some: a share of {@code 2^-24} of
   * the variance.
   */
  private static final double LEAST_LOG_SNR = StrictMath.log(0x1p-24) - StrictMath.log1p(-0x1p-24);

  public Level {
    if (Double.isNaN(logSnr)) {
      throw new IllegalArgumentException("the log-SNR of a level must be a number");
    }
  }

  /** The share of the signal's variance, {@code alpha^2}. */
  public double signal() {
    return 1 / (1 + StrictMath.exp(-logSnr));
  }

  /** The share of the noise's variance, {@code sigma^2}; exact where it is nearly nothing. */
  public double noise() {
    return 1 / (1 + StrictMath.exp(logSnr));
  }

  /** The signal's factor. */
  public double alpha() {
    return Math.sqrt(signal());
  }

  /** The noise's factor. */
  public double sigma() {
    return Math.sqrt(noise());
  }

  /** Half the ratio, {@code ln(alpha / sigma)}. */
  public double halfLogSnr() {
    return 0.5 * logSnr;
  }

  /** The noise of a state with an unscaled signal, {@code sigma / alpha}: EDM's sigma. */
  public double scaledNoise() {
    return StrictMath.exp(-0.5 * logSnr);
  }

  /** Whether nothing is noise. */
  public boolean clean() {
    return logSnr == Double.POSITIVE_INFINITY;
  }

  /** This level, or the next best with some signal: for solvers that divide by it. */
  Level withSignal() {
    return logSnr == Double.NEGATIVE_INFINITY ? new Level(LEAST_LOG_SNR, told) : this;
  }
}
