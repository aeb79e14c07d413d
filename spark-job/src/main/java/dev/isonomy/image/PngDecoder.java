package dev.isonomy.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * PNG. The JDK's reader gets the chunks that make pixels and no other: profiles, gamma and texts
 * change nothing. Check sums are verified here, as it does not.
 */
final class PngDecoder implements FormatDecoder {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
  private static final String XMP_KEY = "XML:com.adobe.xmp\0";

  @Override
  public boolean recognizes(Bytes file) {
    return file.has(0, SIGNATURE);
  }

  @Override
  public DecodedImage decode(Bytes file) throws IOException {
    if (!file.has(12, "IHDR")) {
      throw new IOException("the first chunk is " + file.name(12) + ", not IHDR");
    }
    ImageDecoder.requireSize(file.u32be(16), file.u32be(20));
    ImageMetadata metadata = new ImageMetadata();
    try (PlatformReader open = PlatformReader.open("png", pixels(file, metadata))) {
      BufferedImage image = open.reader().read(0);
      return new DecodedImage(rows(image), metadata.orientation());
    }
  }

  /** The file without the chunks that do not make pixels. */
  private static byte[] pixels(Bytes file, ImageMetadata metadata) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length());
    out.write(file.part(0, SIGNATURE.length()).toArray());
    long at = SIGNATURE.length();
    String name;
    do {
      long size = file.u32be(at);
      name = file.name(at + 4);
      Bytes chunk = file.part(at, size + 12);
      requireSound(chunk, name);
      Bytes data = file.part(at + 8, size);
      if (PIXELS.contains(name)) {
        out.write(chunk.toArray());
      } else if (name.equals("eXIf")) {
        metadata.exif(data);
      } else if (name.equals("iTXt") && data.has(0, XMP_KEY)) {
        metadata.xmp(data);
      }
      at += size + 12;
    } while (!name.equals("IEND"));
    return out.toByteArray();
  }

  private static void requireSound(Bytes chunk, String name) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(chunk.part(4, chunk.length() - 8L).toArray());
    if (sum.getValue() != chunk.u32be(chunk.length() - 4L)) {
      throw new IOException("the check sum of a chunk " + name + " is wrong");
    }
  }

  private static PixelRows rows(BufferedImage image) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    if (image.getColorModel() instanceof IndexColorModel model) {
      int[] colours = new int[model.getMapSize()];
      model.getRGBs(colours);
      return new RasterRows(raster, Colours.palette(colours), model.hasAlpha());
    }
    int bits = raster.getSampleModel().getSampleSize(0);
    return new RasterRows(raster, Colours.plain(bands, bits), bands % 2 == 0);
  }
}
