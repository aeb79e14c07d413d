package dev.isonomy.image;

import java.awt.image.Raster;

/** Rows of a raster, whose samples are taken as they are: no colour space is converted. */
final class RasterRows implements PixelRows {
  private final Raster raster;
  private final Colours colours;
  private final boolean alpha;
  private int[] samples = new int[0];

  RasterRows(Raster raster, Colours colours, boolean alpha) {
    this.raster = raster;
    this.colours = colours;
    this.alpha = alpha;
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
  public boolean hasAlpha() {
    return alpha;
  }

  @Override
  public void read(int y, int[] argb) {
    readSamples(y);
    int bands = raster.getNumBands();
    for (int x = 0; x < width(); x++) {
      argb[x] = colours.argb(samples, x * bands);
    }
  }

  @Override
  public void readGrey16(int y, int[] grey) {
    readSamples(y);
    int bands = raster.getNumBands();
    for (int x = 0; x < width(); x++) {
      grey[x] = colours.grey16(samples, x * bands);
    }
  }

  private void readSamples(int y) {
    int bands = raster.getNumBands();
    samples =
        raster.getPixels(
            raster.getMinX(),
            raster.getMinY() + y,
            width(),
            1,
            samples.length == 0 ? new int[width() * bands] : samples);
  }
}
