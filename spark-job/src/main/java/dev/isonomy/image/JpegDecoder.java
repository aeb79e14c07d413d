package dev.isonomy.image;

import java.io.IOException;

/**
 * JPEG. The JDK's reader gives the components as they are coded; what they mean is decided by the
 * rules of libjpeg, and profiles change nothing, as in Pillow.
 */
final class JpegDecoder implements FormatDecoder {
  // libjpeg says this of bytes that some cameras write before a marker; nothing is missing.
  private static final String HARMLESS = "extraneous bytes before marker";

  @Override
  public boolean recognizes(Bytes file) {
    return file.has(0, "\u00ff\u00d8\u00ff");
  }

  @Override
  public DecodedImage decode(Bytes file) throws IOException {
    JpegStructure jpeg = JpegStructure.read(file);
    try (PlatformReader open = PlatformReader.open("jpeg", jpeg.stripped())) {
      var raster = open.reader().readRaster(0, null);
      for (String warning : open.warnings()) {
        if (!warning.contains(HARMLESS)) {
          throw new IOException(warning);
        }
      }
      PixelRows rows = new RasterRows(raster, JpegColours.of(jpeg), false);
      return new DecodedImage(rows, jpeg.orientation());
    }
  }
}
