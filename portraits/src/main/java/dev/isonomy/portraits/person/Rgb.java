package dev.isonomy.portraits.person;

/**
 * A linear-light colour, components usually in [0, 1].
 *
 * @param r red
 * @param g green
 * @param b blue
 */
public record Rgb(double r, double g, double b) {
  /** From sRGB bytes as 0xRRGGBB. */
  public static Rgb srgb(int hex) {
    return new Rgb(decode(hex >> 16 & 255), decode(hex >> 8 & 255), decode(hex & 255));
  }

  /** Linear interpolation: this at 0, other at 1. */
  public Rgb mix(Rgb other, double amount) {
    return new Rgb(
        r + (other.r - r) * amount, g + (other.g - g) * amount, b + (other.b - b) * amount);
  }

  /** Scaled brightness. */
  public Rgb times(double factor) {
    return new Rgb(r * factor, g * factor, b * factor);
  }

  private static double decode(int value) {
    double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : StrictMath.pow((v + 0.055) / 1.055, 2.4);
  }
}
