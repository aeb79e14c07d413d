package dev.isonomy.image;

/** Turns the samples of a pixel into alpha, red, green and blue. */
@FunctionalInterface
interface Colours {
  /** The colour of the pixel whose samples begin at a place. */
  int argb(int[] samples, int at);

  int OPAQUE = 0xff000000;

  /**
   * Samples of grey, grey with alpha, RGB or RGBA.
   *
   * @param bands 1 to 4, as in that order
   * @param shift bits that are left out: 8 for samples of 16 bits
   */
  static Colours plain(int bands, int shift) {
    return switch (bands) {
      case 1 -> (s, at) -> OPAQUE | (s[at] >> shift) * 0x010101;
      case 2 -> (s, at) -> s[at + 1] >> shift << 24 | (s[at] >> shift) * 0x010101;
      case 3 -> (s, at) -> OPAQUE | rgb(s[at] >> shift, s[at + 1] >> shift, s[at + 2] >> shift);
      case 4 ->
          (s, at) ->
              s[at + 3] >> shift << 24
                  | rgb(s[at] >> shift, s[at + 1] >> shift, s[at + 2] >> shift);
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

  static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
