package dev.isonomy.portraits;

import java.awt.image.BufferedImage;

/** A grid of square images, each pixel drawn as a square. */
final class SheetTiles {
  private final BufferedImage image;
  private final int size;
  private final int scale;

  SheetTiles(int size, int scale, int columns, int rows) {
    this.size = size;
    this.scale = scale;
    int tile = size * scale;
    image = new BufferedImage(columns * tile, rows * tile, BufferedImage.TYPE_INT_RGB);
  }

  /** Draws sRGB bytes [size, size, 3] into a tile. */
  void set(int column, int row, byte[] rgb) {
    for (int y = 0; y < size * scale; y++) {
      for (int x = 0; x < size * scale; x++) {
        int at = 3 * (y / scale * size + x / scale);
        int colour = ((rgb[at] & 255) << 16) | ((rgb[at + 1] & 255) << 8) | (rgb[at + 2] & 255);
        image.setRGB(column * size * scale + x, row * size * scale + y, colour);
      }
    }
  }

  BufferedImage image() {
    return image;
  }
}
