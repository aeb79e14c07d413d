package dev.isonomy.condition;

import java.io.Serializable;
import java.util.List;

/**
 * An input of the denoiser beside state and level.
 *
 * @param name what configuration, tables of prompts and messages call it
 * @param source where its values come from
 * @param shape extents of one draw's value, empty for a single number
 * @param integers whether the network takes int64 instead of float32
 */
public record Condition(String name, ConditionSource source, List<Integer> shape, boolean integers)
    implements Serializable {
  public Condition {
    shape = List.copyOf(shape);
  }

  /** Numbers per draw. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
