package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How the variances {@code beta_t} of the forward process grow with t. */
public enum BetaSchedule {
  /** {@code beta_t} runs linearly from {@code betaStart} to {@code betaEnd} (Ho et al. 2020). */
  LINEAR("linear", 0.0001, 0.02),
  /** {@code sqrt(beta_t)} runs linearly (Rombach et al. 2022, latent diffusion). */
  SCALED_LINEAR("scaled-linear", 0.00085, 0.012),
  /** {@code alphaBar} is a squared cosine (Nichol and Dhariwal 2021), betas capped at 0.999. */
  COSINE("cosine", Double.NaN, Double.NaN);

  private final String label;
  private final double defaultStart;
  private final double defaultEnd;

  BetaSchedule(String label, double defaultStart, double defaultEnd) {
    this.label = label;
    this.defaultStart = defaultStart;
    this.defaultEnd = defaultEnd;
  }

  /** The name used in {@code bundle.json}. */
  public String label() {
    return label;
  }

  /** First beta where a bundle gives none; NaN for a schedule that has no such parameter. */
  public double defaultStart() {
    return defaultStart;
  }

  /** Last beta where a bundle gives none; NaN for a schedule that has no such parameter. */
  public double defaultEnd() {
    return defaultEnd;
  }

  /**
   * The schedule of a name; the names of diffusers ({@code scaled_linear}, {@code
   * squaredcos_cap_v2}) are understood too.
   *
   * @throws UserException if there is none
   */
  public static BetaSchedule ofName(String name) {
    String plain = name.replace('_', '-');
    if (plain.equals("squaredcos-cap-v2")) {
      return COSINE;
    }
    return Arrays.stream(values())
        .filter(schedule -> schedule.label.equals(plain))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "betaSchedule must be one of "
                        + Arrays.stream(values())
                            .map(BetaSchedule::label)
                            .collect(Collectors.joining(", "))
                        + " but was "
                        + name));
  }
}
