package dev.isonomy.image;

/** Turns the samples of a pixel into alpha, red, green and blue, or into grey. */
@FunctionalInterface
interface Colours {
  /** The colour of the pixel whose samples begin at a place. */
  int argb(int[] samples, int at);

  /** Its grey in 16 bits; what has 8 bits is spread, so that 255 becomes 65535. */
  default int grey16(int[] samples, int at) {
    return SPREAD * luma(argb(samples, at));
  }

  int OPAQUE = 0xff000000;

  /** What spreads 8 bits to 16: 65535 / 255. */
  int SPREAD = 257;

  /**
   * Samples of grey, grey with alpha, RGB or RGBA.
   *
   * @param bands 1 to 4, as in that order
   * @param bits 8 or 16 per sample
   */
  static Colours plain(int bands, int bits) {
    if (bits == Short.SIZE) {
      return new WideColours(bands);
    }
    return switch (bands) {
      case 1 -> (s, at) -> OPAQUE | s[at] * 0x010101;
      case 2 -> (s, at) -> s[at + 1] << 24 | s[at] * 0x010101;
      case 3 -> (s, at) -> OPAQUE | rgb(s[at], s[at + 1], s[at + 2]);
      case 4 -> (s, at) -> s[at + 3] << 24 | rgb(s[at], s[at + 1], s[at + 2]);
      default -> throw new IllegalArgumentException(bands + " bands");
    };
  }

  /** Numbers of a palette's entries; black beyond its end. */
  static Colours palette(int[] argb) {
    return (s, at) -> s[at] < argb.length ? argb[s[at]] : OPAQUE;
  }

  /** Cyan, magenta, yellow and black, 255 where there is most ink, as Pillow converts them. */
  static int cmyk(int cyan, int magenta, int yellow, int black) {
    int light = 255 - black;
    return OPAQUE
        | rgb(
            clip(light - divided255(cyan * light)),
            clip(light - divided255(magenta * light)),
            clip(light - divided255(yellow * light)));
  }

  /** A product of two bytes over 255, rounded. */
  private static int divided255(int product) {
    int more = product + 128;
    return ((more >> 8) + more) >> 8;
  }

  static int rgb(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }

  /** The luma of a colour, from 0 to 255; grey keeps its number. */
  static int luma(int argb) {
    return luma((argb >> 16) & 255, (argb >> 8) & 255, argb & 255);
  }

  /** ITU-R BT.601 in the fixed-point numbers of Pillow, for samples of any depth. */
  static int luma(int red, int green, int blue) {
    return (int) ((19595L * red + 38470L * green + 7471L * blue + 0x8000) >> 16);
  }

  static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
