package dev.isonomy.portraits;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import java.awt.image.BufferedImage;

/**
 * All 18 cells at one glance: a row of eight portraits for each, feminine ones on the left and
 * masculine ones on the right; rows by age, then by skin tone.
 */
final class ContactSheet {
  private static final int PORTRAITS = 8;
  private static final int ROWS = PortraitCell.COUNT / 2;
  // Cells draw from separate stretches of the stream: no two look alike.
  private static final long STRIDE = 100;

  private final int size;
  private final int scale;

  /** Tiles of {@code size} pixels, each pixel drawn as a square of {@code scale}. */
  ContactSheet(int size, int scale) {
    this.size = size;
    this.scale = scale;
  }

  BufferedImage draw(long seed) {
    int tile = size * scale;
    BufferedImage sheet =
        new BufferedImage(2 * PORTRAITS * tile, ROWS * tile, BufferedImage.TYPE_INT_RGB);
    PortraitRenderer renderer = new PortraitRenderer(size, PortraitRenderer.DEFAULT_SAMPLES);
    for (PortraitCell cell : PortraitCell.all()) {
      for (int i = 0; i < PORTRAITS; i++) {
        Portrait portrait = PortraitSampler.ofCell(cell, seed, STRIDE * cell.index() + i);
        int column = cell.gender().ordinal() * PORTRAITS + i;
        tile(sheet, renderer.render(portrait).rgb(), column * tile, cell.index() % ROWS * tile);
      }
    }
    return sheet;
  }

  private void tile(BufferedImage sheet, byte[] rgb, int left, int top) {
    for (int y = 0; y < size * scale; y++) {
      for (int x = 0; x < size * scale; x++) {
        int at = 3 * (y / scale * size + x / scale);
        int colour = ((rgb[at] & 255) << 16) | ((rgb[at + 1] & 255) << 8) | (rgb[at + 2] & 255);
        sheet.setRGB(left + x, top + y, colour);
      }
    }
  }
}
