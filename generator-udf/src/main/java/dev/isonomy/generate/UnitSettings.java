package dev.isonomy.generate;

import dev.isonomy.error.UserException;
import dev.isonomy.plan.ShortfallPolicy;
import java.util.Objects;

/**
 * How a unit is worked on. The threshold, the cap and the policy can change what is made; the
 * batches only change how fast.
 *
 * @param batch draws in flight
 * @param microBatch draws that a network takes at once: rounds are filled up to a multiple of it by
 *     draws that may turn out to be unneeded
 * @param abstainBelow confidence below which a label is none and its draw is rejected; 0 for never
 * @param maxDrawsPerImage a cell may take this many draws per image of its quota
 * @param shortfall what a cell does that needs more
 */
public record UnitSettings(
    int batch,
    int microBatch,
    double abstainBelow,
    int maxDrawsPerImage,
    ShortfallPolicy shortfall) {
  public UnitSettings {
    if (batch < 1) {
      throw new UserException("batch size must be at least 1 but was " + batch);
    }
    if (maxDrawsPerImage < 1) {
      throw new UserException("max draws per image must be at least 1 but was " + maxDrawsPerImage);
    }
    Objects.requireNonNull(shortfall, "shortfall");
  }
}
