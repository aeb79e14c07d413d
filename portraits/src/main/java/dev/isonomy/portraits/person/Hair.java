package dev.isonomy.portraits.person;

import java.util.Objects;

/**
 * The hair of a portrait.
 *
 * @param style shape
 * @param colour colour class, the label
 * @param volume scale of the volumes, in [0.5, 2]; 1 is average
 * @param parting the side of the parting
 */
public record Hair(HairStyle style, HairColour colour, double volume, Parting parting) {
  /** Checks that nothing is missing and the volume. */
  public Hair {
    Objects.requireNonNull(style, "style");
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(parting, "parting");
    FaceShape.checkScale("volume", volume);
  }

  /** The side of the parting, as the viewer sees it. */
  public enum Parting {
    /** On the viewer's left. */
    LEFT(-1),
    /** On the viewer's right. */
    RIGHT(1);

    private final int sign;

    Parting(int sign) {
      this.sign = sign;
    }

    /** Sign of the x coordinate: -1 or +1. */
    public int sign() {
      return sign;
    }
  }
}
