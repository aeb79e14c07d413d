package dev.isonomy.image;

/** Decoded pixels as they are stored, before the orientation is applied; row by row. */
public interface PixelRows {
  /** Pixels in a row. */
  int width();

  /** Number of rows. */
  int height();

  /** Whether any pixel can be transparent. */
  boolean hasAlpha();

  /**
   * Reads a row.
   *
   * @param y its number, from 0 at the top
   * @param argb {@link #width} pixels are written there: alpha, red, green, blue from the highest
   *     byte to the lowest, colours not multiplied by alpha
   */
  void read(int y, int[] argb);

  /**
   * Reads a row as grey of 16 bits: the luma of colours, 8 bits spread to 16.
   *
   * @param y its number, from 0 at the top
   * @param grey {@link #width} numbers from 0 to 65535 are written there
   */
  default void readGrey16(int y, int[] grey) {
    read(y, grey);
    for (int x = 0; x < width(); x++) {
      grey[x] = Colours.SPREAD * Colours.luma(grey[x]);
    }
  }
}
