package dev.isonomy.image;

/**
 * Samples of 16 bits: colours take the high bytes, grey all of them.
 *
 * @param bands 1 to 4: grey, grey with alpha, RGB or RGBA
 */
record WideColours(int bands) implements Colours {
  WideColours {
    if (bands < 1 || bands > 4) {
      throw new IllegalArgumentException(bands + " bands");
    }
  }

  @Override
  public int argb(int[] s, int at) {
    int colour = coloured() ? rgb(s, at) : (s[at] >> 8) * 0x010101;
    return (bands % 2 == 0 ? s[at + bands - 1] >> 8 << 24 : OPAQUE) | colour;
  }

  private static int rgb(int[] s, int at) {
    return Colours.rgb(s[at] >> 8, s[at + 1] >> 8, s[at + 2] >> 8);
  }

  @Override
  public int grey16(int[] s, int at) {
    return coloured() ? Colours.luma(s[at], s[at + 1], s[at + 2]) : s[at];
  }

  private boolean coloured() {
    return bands > 2;
  }
}
