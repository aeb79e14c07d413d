package dev.isonomy.lift;

import java.util.Objects;

/**
 * An image to be lifted, of the model's size.
 *
 * @param rgb sRGB bytes [height, width, 3]
 * @param mask the figure's coverage as bytes [height, width]; empty if the model is to find it
 */
public record LiftInput(byte[] rgb, byte[] mask) {
  private static final byte[] NONE = {};

  /** Checks that nothing is missing. */
  public LiftInput {
    Objects.requireNonNull(rgb, "rgb");
    Objects.requireNonNull(mask, "mask");
  }

  /** An image whose mask the model has to find. */
  public static LiftInput unmasked(byte[] rgb) {
    return new LiftInput(rgb, NONE);
  }

  /** Whether it has a mask. */
  public boolean masked() {
    return mask.length > 0;
  }
}
