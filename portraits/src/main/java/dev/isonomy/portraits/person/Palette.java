package dev.isonomy.portraits.person;

import java.util.Objects;

/**
 * Colours of a portrait in linear light.
 *
 * @param complexion skin, lips and eyes
 * @param hair hair and brows
 * @param clothes clothes
 * @param frame frame of the spectacles, if any are worn
 * @param background the plain background
 */
public record Palette(
    Complexion complexion, HairTint hair, Rgb clothes, Rgb frame, Rgb background) {
  /** Checks that nothing is missing. */
  public Palette {
    Objects.requireNonNull(complexion, "complexion");
    Objects.requireNonNull(hair, "hair");
    Objects.requireNonNull(clothes, "clothes");
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(background, "background");
  }

  /** Albedo of the skin. */
  public Rgb skin() {
    return complexion.skin;
  }

  /**
   * Colours of the face.
   *
   * @param skin skin
   * @param lips lips
   * @param iris iris of the eyes
   */
  public record Complexion(Rgb skin, Rgb lips, Rgb iris) {
    /** Checks that nothing is missing. */
    public Complexion {
      Objects.requireNonNull(skin, "skin");
      Objects.requireNonNull(lips, "lips");
      Objects.requireNonNull(iris, "iris");
    }
  }

  /**
   * Colours of the hair.
   *
   * @param locks hair of the head and beard
   * @param brow brows
   */
  public record HairTint(Rgb locks, Rgb brow) {
    /** Checks that nothing is missing. */
    public HairTint {
      Objects.requireNonNull(locks, "locks");
      Objects.requireNonNull(brow, "brow");
    }
  }
}
