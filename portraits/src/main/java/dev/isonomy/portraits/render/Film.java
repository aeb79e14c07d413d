package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Rgb;

/** Collects the samples of a pixel and encodes them as sRGB bytes. */
final class Film {
  private static final int LEVELS = 4096;
  private static final byte[] SRGB = table();

  private final int size;
  private final int samples;
  private final Rgb background;
  private final byte[] rgb;
  private final byte[] mask;
  private final float[] depth;
  private double r;
  private double g;
  private double b;
  private double z;
  private int hits;

  Film(int size, int samples, Rgb background) {
    this.size = size;
    this.samples = samples;
    this.background = background;
    rgb = new byte[size * size * 3];
    mask = new byte[size * size];
    depth = new float[size * size];
  }

  void add(SurfacePoint p, double distance) {
    r += Math.min(1, p.r);
    g += Math.min(1, p.g);
    b += Math.min(1, p.b);
    z += distance;
    hits++;
  }

  void finishPixel(int row, int column) {
    int at = row * size + column;
    double rest = samples - hits;
    rgb[3 * at] = encode((r + rest * background.r()) / samples);
    rgb[3 * at + 1] = encode((g + rest * background.g()) / samples);
    rgb[3 * at + 2] = encode((b + rest * background.b()) / samples);
    mask[at] = (byte) ((hits * 255 + samples / 2) / samples);
    depth[at] = hits == 0 ? Float.NaN : (float) (z / hits);
    r = g = b = z = 0;
    hits = 0;
  }

  RenderedPortrait develop() {
    return new RenderedPortrait(size, rgb, mask, depth);
  }

  private static byte encode(double linear) {
    return SRGB[(int) (Math.max(0, Math.min(1, linear)) * (LEVELS - 1) + 0.5)];
  }

  private static byte[] table() {
    byte[] table = new byte[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      double v = i / (LEVELS - 1.0);
      double s = v <= 0.0031308 ? 12.92 * v : 1.055 * StrictMath.pow(v, 1 / 2.4) - 0.055;
      table[i] = (byte) (int) (s * 255 + 0.5);
    }
    return table;
  }
}
