package dev.isonomy.splat;

/**
 * e^x for x in [-80, 0] in single precision, relative error below 1e-5, above -6 below 1e-6. {@link
 * Math#exp} may differ in the last bit between the interpreter and compiled code; this is the same
 * bits everywhere.
 */
final class FastExp {
  private static final float LOG2_E = (float) 1.4426950408889634;

  private FastExp() {}

  /** Splits x log2(e) into an integer k and a rest f in [-0.5, 0.5]: e^x = 2^k 2^f. */
  static float of(float x) {
    float y = x * LOG2_E;
    int k = (int) (y - 0.5f);
    float f = y - k;
    // Taylor series of 2^f: the coefficients are (ln 2)^n / n!.
    float p = (float) 1.5403530e-4;
    p = p * f + (float) 1.3333558e-3;
    p = p * f + (float) 9.6181291e-3;
    p = p * f + (float) 5.5504109e-2;
    p = p * f + (float) 2.4022651e-1;
    p = p * f + (float) 6.9314718e-1;
    p = p * f + 1f;
    return p * Float.intBitsToFloat((k + 127) << 23);
  }
}
