package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a network was trained to predict. Whatever it is, both the clean sample and the noise are
 * linear in the state and the network's output:
 *
 * <pre>
 * epsilon:  x_0 = (x - sigma out) / alpha      eps = out
 * sample:   x_0 = out                          eps = (x - alpha out) / sigma
 * v:        x_0 = alpha x - sigma out          eps = sigma x + alpha out      (Salimans and Ho 2022)
 * </pre>
 */
public enum PredictionType {
  EPSILON("epsilon"),
  SAMPLE("sample"),
  V_PREDICTION("v_prediction");

  /** A linear form {@code ofState * x + ofOutput * out}. */
  public record Combination(double ofState, double ofOutput) {
    /** The value for one element. */
    public double apply(double state, double output) {
      return ofState * state + ofOutput * output;
    }
  }

  private final String label;

  PredictionType(String label) {
    this.label = label;
  }

  /** The name used in {@code bundle.json}. */
  public String label() {
    return label;
  }

  /**
   * The clean sample {@code x_0} as a combination of state and output.
   *
   * @param alpha signal factor of the state, above 0 unless the network predicts the sample or v
   * @param sigma noise factor of the state
   */
  public Combination cleanSample(double alpha, double sigma) {
    return switch (this) {
      case EPSILON -> new Combination(1 / alpha, -sigma / alpha);
      case SAMPLE -> new Combination(0, 1);
      case V_PREDICTION -> new Combination(alpha, -sigma);
    };
  }

  /** The noise {@code eps} as a combination of state and output. */
  public Combination noise(double alpha, double sigma) {
    return switch (this) {
      case EPSILON -> new Combination(0, 1);
      case SAMPLE -> new Combination(1 / sigma, -alpha / sigma);
      case V_PREDICTION -> new Combination(sigma, alpha);
    };
  }

  /**
   * The prediction type of a name.
   *
   * @throws UserException if there is none
   */
  public static PredictionType ofName(String name) {
    return Arrays.stream(values())
        .filter(type -> type.label.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "prediction must be one of "
                        + Arrays.stream(values())
                            .map(PredictionType::label)
                            .collect(Collectors.joining(", "))
                        + " but was "
                        + name));
  }
}
