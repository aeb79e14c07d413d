package dev.isonomy.splat;

/**
 * A unit quaternion in 32 bits: the index of its largest component in the order x, y, z, w (2
 * bits), then the other three, each a sign and 9 bits of its size in [0, 1 / sqrt(2)].
 */
final class SmallestThree {
  private static final double LARGEST = Math.sqrt(0.5);
  private static final int STEPS = 511;

  private SmallestThree() {}

  static int pack(Splats s, int gaussian) {
    // From w, x, y, z to x, y, z, w.
    double[] q = new double[4];
    for (int i = 0; i < 4; i++) {
      q[i] = s.unitRotation(gaussian, (i + 1) % 4);
    }
    int largest = 0;
    for (int i = 1; i < 4; i++) {
      if (Math.abs(q[i]) > Math.abs(q[largest])) {
        largest = i;
      }
    }
    // q and -q are one rotation; the component that is left out is taken as positive.
    boolean turned = q[largest] < 0;
    int bits = largest;
    for (int i = 0; i < 4; i++) {
      if (i != largest) {
        int sign = q[i] < 0 != turned ? 1 : 0;
        int size = (int) Math.min(STEPS, Math.rint(STEPS * Math.abs(q[i]) / LARGEST));
        bits = bits << 10 | sign << 9 | size;
      }
    }
    return bits;
  }

  /** Writes w, x, y, z to {@code out} from {@code at}. */
  static void unpack(int bits, float[] out, int at) {
    int largest = bits >>> 30;
    int rest = bits;
    double squares = 0;
    for (int i = 3; i >= 0; i--) {
      if (i != largest) {
        double size = LARGEST * (rest & STEPS) / STEPS;
        squares += size * size;
        out[at + (i + 1) % 4] = (float) ((rest >> 9 & 1) == 1 ? -size : size);
        rest >>>= 10;
      }
    }
    out[at + (largest + 1) % 4] = (float) Math.sqrt(Math.max(0, 1 - squares));
  }
}
