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
  /** Copies the arrays. */
  public ComponentWeights {
    weights = weights.clone();
    achieved = achieved.clone();
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
