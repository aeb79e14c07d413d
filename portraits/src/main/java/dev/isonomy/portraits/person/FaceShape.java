package dev.isonomy.portraits.person;

import java.util.Objects;

/**
 * Proportions of a face as scales in [0.5, 2]; 1 is average.
 *
 * @param outline outline of the head
 * @param eyes eyes and brows
 * @param noseSize size of the nose
 * @param mouthWidth width of the mouth
 */
public record FaceShape(Outline outline, Eyes eyes, double noseSize, double mouthWidth) {
  /** Checks that nothing is missing and the scales. */
  public FaceShape {
    Objects.requireNonNull(outline, "outline");
    Objects.requireNonNull(eyes, "eyes");
    checkScale("noseSize", noseSize);
    checkScale("mouthWidth", mouthWidth);
  }

  /**
   * Outline of the head.
   *
   * @param width width of the whole head
   * @param jaw width of the jaw, on top of the head's
   * @param length length of the lower face
   */
  public record Outline(double width, double jaw, double length) {
    /** Checks the scales. */
    public Outline {
      checkScale("width", width);
      checkScale("jaw", jaw);
      checkScale("length", length);
    }
  }

  /**
   * Eyes and brows.
   *
   * @param size size of the eyes
   * @param spacing distance between the eyes
   * @param browLift height of the brows above their average place, in head units in [-0.1, 0.1]
   */
  public record Eyes(double size, double spacing, double browLift) {
    /** Checks the scales and the lift. */
    public Eyes {
      checkScale("size", size);
      checkScale("spacing", spacing);
      if (!(Math.abs(browLift) <= 0.1)) {
        throw new IllegalArgumentException("browLift must be in [-0.1, 0.1] but was " + browLift);
      }
    }
  }

  static void checkScale(String name, double scale) {
    if (!(scale >= 0.5 && scale <= 2)) {
      throw new IllegalArgumentException(name + " must be in [0.5, 2] but was " + scale);
    }
  }
}
