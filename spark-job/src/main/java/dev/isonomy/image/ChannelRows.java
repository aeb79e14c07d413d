package dev.isonomy.image;

import dev.isonomy.model.PixelFormat;

/** Rows of an image as the numbers of a format: the channels of a pixel together. */
final class ChannelRows {
  private final PixelRows rows;
  private final PixelFormat format;
  private final int[] pixels;

  ChannelRows(PixelRows rows, PixelFormat format) {
    this.rows = rows;
    this.format = format;
    this.pixels = new int[rows.width()];
  }

  /** Numbers of a pixel. */
  int channels() {
    return format.channels();
  }

  /** Whether the last number of a pixel is its opacity. */
  boolean covered() {
    return format == PixelFormat.RGBA;
  }

  /** Writes the numbers of row {@code y}. */
  void read(int y, int[] numbers) {
    if (format == PixelFormat.GREY_16) {
      rows.readGrey16(y, numbers);
      return;
    }
    rows.read(y, pixels);
    int channels = channels();
    for (int x = 0; x < pixels.length; x++) {
      int pixel = pixels[x];
      if (channels == 1) {
        numbers[x] = Colours.luma(pixel);
        continue;
      }
      int at = channels * x;
      numbers[at] = (pixel >> 16) & 255;
      numbers[at + 1] = (pixel >> 8) & 255;
      numbers[at + 2] = pixel & 255;
      if (covered()) {
        numbers[at + 3] = pixel >>> 24;
      }
    }
  }
}
