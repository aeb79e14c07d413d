package dev.isonomy.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;

/** BMP, by the JDK's reader. */
final class BmpDecoder implements FormatDecoder {
  private static final int OS2_HEADER = 12;
  private static final int UNCOMPRESSED = 0;
  private static final int MASKS = 3;

  @Override
  public boolean recognizes(Bytes file) {
    return file.has(0, "BM");
  }

  @Override
  public DecodedImage decode(Bytes file) throws IOException {
    requireWhole(file);
    try (PlatformReader open = PlatformReader.open("bmp", file.toArray())) {
      BufferedImage image = open.reader().read(0);
      return new DecodedImage(rows(image), Orientation.UPRIGHT);
    }
  }

  private static void requireWhole(Bytes file) throws IOException {
    long header = file.u32le(14);
    boolean old = header == OS2_HEADER;
    long width = old ? file.u16le(18) : (int) file.u32le(18);
    long height = old ? file.u16le(20) : Math.abs((long) (int) file.u32le(22));
    ImageDecoder.requireSize(width, height);
    int bits = file.u16le(old ? 24 : 28);
    long compression = old ? UNCOMPRESSED : file.u32le(30);
    if (compression != UNCOMPRESSED && compression != MASKS && compression > 2) {
      throw new RefusedImageException("of compression " + compression + " is not read");
    }
    if (compression == UNCOMPRESSED || compression == MASKS) {
      long row = (width * bits + 31) / 32 * 4;
      long size = file.u32le(10) + row * height;
      if (size > file.length()) {
        throw new EOFException(
            String.format(Locale.ROOT, "it ends after %,d of %,d bytes", file.length(), size));
      }
    }
  }

  private static PixelRows rows(BufferedImage image) {
    Raster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel model) {
      int[] colours = new int[model.getMapSize()];
      model.getRGBs(colours);
      return new RasterRows(raster, Colours.palette(colours), false);
    }
    SampleModel samples = raster.getSampleModel();
    int bands = raster.getNumBands();
    int[] most = new int[bands];
    for (int b = 0; b < bands; b++) {
      most[b] = (1 << samples.getSampleSize(b)) - 1;
    }
    if (bands == 1) { // what the reader makes of a palette of greys in order
      return new RasterRows(
          raster, (s, at) -> Colours.OPAQUE | s[at] * 255 / most[0] * 0x010101, false);
    }
    Colours colours =
        (s, at) ->
            (bands == 4 ? (s[at + 3] * 255 / most[3]) << 24 : Colours.OPAQUE)
                | Colours.rgb(
                    s[at] * 255 / most[0], s[at + 1] * 255 / most[1], s[at + 2] * 255 / most[2]);
    return new RasterRows(raster, colours, bands == 4);
  }
}
