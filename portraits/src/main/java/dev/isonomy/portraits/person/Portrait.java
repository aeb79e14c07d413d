package dev.isonomy.portraits.person;

import java.util.Objects;

/**
 * Everything that determines the images of one head: the balanced attributes and the free ones.
 *
 * @param cell gender presentation, age and skin tone
 * @param shape proportions of the face
 * @param hair style and colour of the hair
 * @param beard facial hair
 * @param glasses spectacles
 * @param earrings earrings
 * @param expression expression of the mouth
 * @param garment cut of the clothes
 * @param palette colours
 * @param yaw turn of the portrait's own camera around the head, in degrees in [-180, 180]
 * @param occupation what the attire tells; it covers the garment, and headwear covers the hair
 */
public record Portrait(
    PortraitCell cell,
    FaceShape shape,
    Hair hair,
    Beard beard,
    Glasses glasses,
    Earrings earrings,
    Expression expression,
    Garment garment,
    Palette palette,
    double yaw,
    Occupation occupation) {

  /** Checks that nothing is missing and the yaw. */
  public Portrait {
    Objects.requireNonNull(cell, "cell");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(hair, "hair");
    Objects.requireNonNull(beard, "beard");
    Objects.requireNonNull(glasses, "glasses");
    Objects.requireNonNull(earrings, "earrings");
    Objects.requireNonNull(expression, "expression");
    Objects.requireNonNull(garment, "garment");
    Objects.requireNonNull(palette, "palette");
    Objects.requireNonNull(occupation, "occupation");
    if (!(Math.abs(yaw) <= 180)) {
      throw new IllegalArgumentException("yaw must be in [-180, 180] degrees but was " + yaw);
    }
  }

  /** A portrait in plain clothes. */
  public Portrait(
      PortraitCell cell,
      FaceShape shape,
      Hair hair,
      Beard beard,
      Glasses glasses,
      Earrings earrings,
      Expression expression,
      Garment garment,
      Palette palette,
      double yaw) {
    this(
        cell,
        shape,
        hair,
        beard,
        glasses,
        earrings,
        expression,
        garment,
        palette,
        yaw,
        Occupation.NONE);
  }

  /** The same person in the attire of an occupation. */
  public Portrait dressedAs(Occupation other) {
    return new Portrait(
        cell, shape, hair, beard, glasses, earrings, expression, garment, palette, yaw, other);
  }

  /** Whether the portrait presents as masculine. */
  public boolean masculine() {
    return cell.gender() == Gender.MASCULINE;
  }
}
