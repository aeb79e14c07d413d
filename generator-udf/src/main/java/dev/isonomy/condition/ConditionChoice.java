package dev.isonomy.condition;

import java.io.Serializable;
import java.util.Arrays;

/** Which values a run draws for a condition, where it does not take all of them alike. */
public sealed interface ConditionChoice extends Serializable {

  /**
   * Classes by weight.
   *
   * @param weights one per class, not negative, not all zero
   */
  record Classes(double[] weights) implements ConditionChoice {
    public Classes {
      weights = weights.clone();
      if (!(Arrays.stream(weights).min().orElse(-1) >= 0 && Arrays.stream(weights).sum() > 0)) {
        throw new IllegalArgumentException("weights of classes must not be negative or all zero");
      }
    }

    @Override
    public double[] weights() {
      return weights.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Classes that && Arrays.equals(weights, that.weights);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(weights);
    }
  }

  /** Numbers evenly between two others; one number if they are equal. */
  record Numbers(double least, double most) implements ConditionChoice {
    public Numbers {
      if (!(least <= most)) {
        throw new IllegalArgumentException(
            "numbers must go from the least to the most but go from " + least + " to " + most);
      }
    }
  }
}
