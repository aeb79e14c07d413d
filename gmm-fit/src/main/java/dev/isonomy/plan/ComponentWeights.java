package dev.isonomy.plan;

import java.util.Arrays;

/**
 * How often each component is drawn, and what that gives.
 *
 * @param weights one per component, at least 0, summing to 1
 * @param achieved the expected shares of the cells: P w, or for the conditional method the target
 * @param residual the Euclidean distance between achieved and target shares: what cannot be met
 */
public record ComponentWeights(double[] weights, double[] achieved, double residual) {
  /**
   * Copies the arrays.
   *
   * @throws IllegalArgumentException if a number is negative or not finite
   */
  public ComponentWeights {
    weights = checked("weights", weights);
    achieved = checked("expected shares", achieved);
    if (!(residual >= 0) || Double.isInfinite(residual)) {
      throw new IllegalArgumentException("a residual must be at least 0 but was " + residual);
    }
  }

  private static double[] checked(String what, double[] numbers) {
    for (double each : numbers) {
      if (!(each >= 0) || Double.isInfinite(each)) {
        throw new IllegalArgumentException(what + " must be at least 0 but one was " + each);
      }
    }
    return numbers.clone();
  }

  /** One weight per component; a copy. */
  @Override
  public double[] weights() {
    return weights.clone();
  }

  /** One expected share per cell; a copy. */
  @Override
  public double[] achieved() {
    return achieved.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComponentWeights that
        && Arrays.equals(weights, that.weights)
        && Arrays.equals(achieved, that.achieved)
        && residual == that.residual;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {Arrays.hashCode(weights), Arrays.hashCode(achieved)});
  }

  @Override
  public String toString() {
    return "ComponentWeights[weights=" + Arrays.toString(weights) + ", residual=" + residual + "]";
  }
}
