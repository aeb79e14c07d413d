package dev.isonomy.plan;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How often each component is drawn, and what that gives.
 *
 * @param weights one per component, at least 0, summing to 1
 * @param achieved the expected shares of the cells: P w
 * @param residual the Euclidean distance between achieved and target shares: what cannot be met
 */
public record ComponentWeights(double[] weights, double[] achieved, double residual)
    implements Serializable {
  private static final double SUM_TOLERANCE = 1e-6;

  /**
   * Copies the arrays.
   *
   * @throws IllegalArgumentException if a number is negative or not finite, or the weights do not
   *     sum to 1
   */
  public ComponentWeights {
    weights = checked("weights", weights);
    double sum = Arrays.stream(weights).sum();
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new IllegalArgumentException("weights must sum to 1 but sum to " + sum);
    }
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

  /** How many components there are. */
  public int componentCount() {
    return weights.length;
  }

  /** Whether a component is drawn at all. */
  boolean draws(int component) {
    return component >= 0 && component < weights.length && weights[component] > 0;
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
