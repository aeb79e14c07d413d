package dev.isonomy.image;

import java.awt.image.BufferedImage;

/**
 * A decoded image.
 *
 * @param rows its pixels as stored
 * @param orientation how they are turned to be shown
 */
public record DecodedImage(PixelRows rows, Orientation orientation) {
  /** Pixels from left to right, as shown. */
  public int width() {
    return orientation.transposed() ? rows.height() : rows.width();
  }

  /** Pixels from top to bottom, as shown. */
  public int height() {
    return orientation.transposed() ? rows.width() : rows.height();
  }

  /**
   * A small version for people to look at, as shown, transparent where the image is.
   *
   * @param longest pixels on its longer side at most
   */
  public BufferedImage thumbnail(int longest) {
    int longer = Math.max(width(), height());
    int most = Math.min(longer, longest);
    int across = (int) Math.max(1, (long) width() * most / longer);
    int down = (int) Math.max(1, (long) height() * most / longer);
    boolean clear = rows.hasAlpha();
    Scaled scaled = AreaAverage.scaleCovered(this, new Crop(0, 0, width(), height()), across, down);
    BufferedImage image =
        new BufferedImage(
            across, down, clear ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < across * down; i++) {
      int colour =
          Colours.rgb(
              scaled.rgb()[3 * i] & 255,
              scaled.rgb()[3 * i + 1] & 255,
              scaled.rgb()[3 * i + 2] & 255);
      image.setRGB(i % across, i / across, clear ? scaled.alpha()[i] << 24 | colour : colour);
    }
    return image;
  }
}
