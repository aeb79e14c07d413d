package dev.isonomy.portraits;

import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.render.PortraitRenderer;
import java.awt.image.BufferedImage;

/** Every occupation in every cell: a row per cell, three portraits per occupation. */
final class OccupationSheet {
  private static final int PORTRAITS = 3;
  // Cells draw from separate stretches of the stream: no two look alike.
  private static final long STRIDE = 100;

  private final int size;
  private final int scale;

  /** Tiles of {@code size} pixels, each pixel drawn as a square of {@code scale}. */
  OccupationSheet(int size, int scale) {
    this.size = size;
    this.scale = scale;
  }

  BufferedImage draw(long seed) {
    int columns = PORTRAITS * Occupation.all().size();
    SheetTiles tiles = new SheetTiles(size, scale, columns, PortraitCell.COUNT);
    PortraitRenderer renderer = new PortraitRenderer(size, PortraitRenderer.DEFAULT_SAMPLES);
    for (PortraitCell cell : PortraitCell.all()) {
      for (int column = 0; column < columns; column++) {
        Occupation occupation = Occupation.all().get(column / PORTRAITS);
        long index = STRIDE * cell.index() + column;
        Portrait portrait = CaptionedSampler.of(occupation, cell, seed, index);
        tiles.set(column, cell.index(), renderer.render(portrait).rgb());
      }
    }
    return tiles.image();
  }
}
