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
    SheetTiles tiles = new SheetTiles(size, scale, 2 * PORTRAITS, ROWS);
    PortraitRenderer renderer = new PortraitRenderer(size, PortraitRenderer.DEFAULT_SAMPLES);
    for (PortraitCell cell : PortraitCell.all()) {
      for (int i = 0; i < PORTRAITS; i++) {
        Portrait portrait = PortraitSampler.ofCell(cell, seed, STRIDE * cell.index() + i);
        int column = cell.gender().ordinal() * PORTRAITS + i;
        tiles.set(column, cell.index() % ROWS, renderer.render(portrait).rgb());
      }
    }
    return tiles.image();
  }
}
