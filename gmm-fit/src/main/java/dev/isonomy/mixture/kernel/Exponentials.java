package dev.isonomy.mixture.kernel;

/**
 * exp of many numbers at once, by loops that the JIT compiler vectorizes; {@link Math#exp} takes
 * one number at a time.
 *
 * <p>x = n ln 2 + r with |r| at most ln 2 / 2, where ln 2 is split in two so that r loses nothing
 * (Cody and Waite, <i>Software Manual for the Elementary Functions</i>, 1980); exp r by its Taylor
 * polynomial of degree 12, whose remainder is below 2e-16; 2^n by its bits.
 */
public final class Exponentials {
  private static final double LOG2_E = 1 / Math.log(2);

  /** ln 2 without its lowest bits: its products with small integers are exact. */
  private static final double LN2_HIGH = 0x1.62e42fee00000p-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  /** Added to a number, it leaves the nearest integer in the lowest bits. */
  private static final double ROUNDING = 0x1.8p52;

  private static final int EXPONENT_BIAS = 1023;
  private static final int MANTISSA_BITS = 52;

  private Exponentials() {}

  /**
   * Replaces numbers by their exponentials, to a few units in the last place.
   *
   * @param m how many, from index 0
   * @param x at most 0; may be infinite
   * @param least at least -1000; results below 2^least are 0
   * @param sums room for m numbers
   */
  public static void replace(int m, double[] x, int least, double[] sums) {
    for (int i = 0; i < m; i++) {
      double sum = (x[i] * LOG2_E) + ROUNDING;
      double n = sum - ROUNDING;
      double r = x[i] - (n * LN2_HIGH) - (n * LN2_LOW);
      double p = 1.0 / 479_001_600;
      p = (p * r) + (1.0 / 39_916_800);
      p = (p * r) + (1.0 / 3_628_800);
      p = (p * r) + (1.0 / 362_880);
      p = (p * r) + (1.0 / 40_320);
      p = (p * r) + (1.0 / 5_040);
      p = (p * r) + (1.0 / 720);
      p = (p * r) + (1.0 / 120);
      p = (p * r) + (1.0 / 24);
      p = (p * r) + (1.0 / 6);
      p = (p * r) + 0.5;
      p = (p * r) + 1;
      sums[i] = sum;
      x[i] = (p * r) + 1;
    }
    double negligible = least + ROUNDING;
    for (int i = 0; i < m; i++) {
      long exponent = Double.doubleToRawLongBits(sums[i]) + EXPONENT_BIAS;
      double power = Double.longBitsToDouble(exponent << MANTISSA_BITS);
      x[i] = sums[i] < negligible ? 0 : x[i] * power;
    }
  }
}
