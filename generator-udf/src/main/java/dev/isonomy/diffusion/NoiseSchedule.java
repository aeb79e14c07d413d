package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.Arrays;

/**
 * The signal and noise levels of a diffusion process with N training steps: {@code x_t = alpha_t
 * x_0 + sigma_t eps}, t = 0..N-1, and the clean end at t = -1.
 *
 * <p>Immutable. All numbers are computed in double precision; reference implementations that keep
 * {@code alphaBar} in single precision differ by about 1e-4 relative in {@code sigma} at the
 * cleanest steps.
 */
public final class NoiseSchedule {

  /** The time of a clean sample, as the last {@code tPrev} of a trajectory. */
  public static final int CLEAN = -1;

  /**
   * Cap on the betas of the cosine schedule, so that the last steps stay finite (Nichol and
   * Dhariwal 2021).
   */
  public static final double MAX_BETA = 0.999;

  /**
   * Offset s of the cosine schedule: keeps the first betas from being tiny (ibid., section 3.2).
   */
  public static final double COSINE_OFFSET = 0.008;

  private final double[] alphaBar;
  private final double finalAlphaBar;

  private NoiseSchedule(double[] alphaBar, double finalAlphaBar) {
    this.alphaBar = alphaBar;
    this.finalAlphaBar = finalAlphaBar;
  }

  /**
   * The schedule {@code alphaBar_t = prod_{s <= t} (1 - beta_s)}.
   *
   * @throws IllegalArgumentException unless every beta lies in (0, 1)
   * @throws UserException if a level is pure signal in double precision or pure noise in single
   *     precision, where predictions would be divided by zero
   */
  public static NoiseSchedule ofBetas(double[] betas) {
    if (betas.length == 0) {
      throw new IllegalArgumentException("a noise schedule needs at least one step");
    }
    double[] alphaBar = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      if (!(betas[t] > 0 && betas[t] < 1)) {
        throw new IllegalArgumentException("beta[" + t + "] must be in (0, 1) but was " + betas[t]);
      }
      product *= 1 - betas[t];
      if (Math.sqrt(product) < Float.MIN_NORMAL || product == 1) {
        throw new UserException(
            "betas must leave signal and noise at every step, but alphaBar is "
                + product
                + " at step "
                + t
                + " of "
                + betas.length);
      }
      alphaBar[t] = product;
    }
    return new NoiseSchedule(alphaBar, 1);
  }

  /**
   * One of the standard schedules.
   *
   * @param steps number of training steps N
   * @param betaStart first beta; ignored by {@link BetaSchedule#COSINE}
   * @param betaEnd last beta; ignored by {@link BetaSchedule#COSINE}
   */
  public static NoiseSchedule of(BetaSchedule kind, int steps, double betaStart, double betaEnd) {
    double[] betas = new double[steps];
    for (int i = 0; i < steps; i++) {
      double u = steps == 1 ? 0 : (double) i / (steps - 1);
      betas[i] =
          switch (kind) {
            case LINEAR -> betaStart + (betaEnd - betaStart) * u;
            case SCALED_LINEAR ->
                square(Math.sqrt(betaStart) + (Math.sqrt(betaEnd) - Math.sqrt(betaStart)) * u);
            case COSINE ->
                Math.min(1 - cosine((i + 1.0) / steps) / cosine((double) i / steps), MAX_BETA);
          };
    }
    return ofBetas(betas);
  }

  /** The standard schedule with its usual betas. */
  public static NoiseSchedule of(BetaSchedule kind, int steps) {
    return of(kind, steps, kind.defaultStart(), kind.defaultEnd());
  }

  /**
   * This schedule, stretched so that the last step carries no signal: {@code sqrt(alphaBar)} is
   * shifted and scaled linearly, its first value kept, its last one zero (Lin et al. 2024, "Common
   * diffusion noise schedules and sample steps are flawed", algorithm 1). Such a network must not
   * predict epsilon.
   *
   * @throws UserException with a single step, which cannot both keep its level and lose it
   */
  public NoiseSchedule withZeroTerminalSnr() {
    if (alphaBar.length < 2) {
      throw new UserException("zero terminal SNR must have at least 2 training steps but has 1");
    }
    double first = Math.sqrt(alphaBar[0]);
    double last = Math.sqrt(alphaBar[alphaBar.length - 1]);
    double[] stretched = new double[alphaBar.length];
    for (int t = 0; t < stretched.length; t++) {
      stretched[t] = square((Math.sqrt(alphaBar[t]) - last) * first / (first - last));
    }
    return new NoiseSchedule(stretched, finalAlphaBar);
  }

  /**
   * This schedule, whose trajectories end at the level of step 0 instead of at a clean sample
   * ({@code set_alpha_to_one: false} of some checkpoints).
   */
  public NoiseSchedule endingAtFirstStep() {
    return new NoiseSchedule(alphaBar, alphaBar[0]);
  }

  /** Number of training steps N. */
  public int steps() {
    return alphaBar.length;
  }

  /**
   * The share of the signal's variance at t.
   *
   * @param t in [-1, N-1]; -1 is the clean end
   * @throws IndexOutOfBoundsException for other t
   */
  public double alphaBar(int t) {
    return t == CLEAN ? finalAlphaBar : alphaBar[t];
  }

  /**
   * The same, but never zero: a schedule with zero terminal SNR has no finite signal-to-noise ratio
   * at its end, which solvers in that coordinate need; 2^-24 takes its place.
   */
  double positiveAlphaBar(int t) {
    double share = alphaBar(t);
    return share == 0 ? 0x1p-24 : share;
  }

  /** The signal's factor {@code sqrt(alphaBar_t)}. */
  public double alpha(int t) {
    return Math.sqrt(alphaBar(t));
  }

  /** The noise's factor {@code sqrt(1 - alphaBar_t)}. */
  public double sigma(int t) {
    return Math.sqrt(1 - alphaBar(t));
  }

  /** Half the log signal-to-noise ratio {@code ln(alpha_t / sigma_t)}; infinite at a clean end. */
  public double halfLogSnr(int t) {
    return 0.5 * (Math.log(alphaBar(t)) - Math.log1p(-alphaBar(t)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseSchedule that
        && Arrays.equals(alphaBar, that.alphaBar)
        && finalAlphaBar == that.finalAlphaBar;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(alphaBar) + Double.hashCode(finalAlphaBar);
  }

  private static double cosine(double u) {
    return square(StrictMath.cos((u + COSINE_OFFSET) / (1 + COSINE_OFFSET) * Math.PI / 2));
  }

  private static double square(double a) {
    return a * a;
  }
}
