package dev.isonomy.image;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * TIFF, by TwelveMonkeys' reader, which knows more of it than the JDK's: BigTIFF, predictors of 16
 * bits. Its samples are taken as they are stored.
 */
final class TiffDecoder implements FormatDecoder {
  private static final long MOST_16 = 0xffff;

  // What the reader says, and goes on, where data are missing.
  private static final List<String> DAMAGE =
      List.of("Corrupt JPEG data", "Premature end", "Missing EOI");

  @Override
  public boolean recognizes(Bytes file) {
    return TiffDirectory.recognizes(file);
  }

  @Override
  public DecodedImage decode(Bytes file) throws IOException {
    TiffStructure tiff = TiffStructure.read(file);
    return new DecodedImage(rows(tiff, pixels(file)), tiff.orientation());
  }

  private static BufferedImage pixels(Bytes file) throws IOException {
    ImageReader reader =
        TiffDirectory.isBig(file)
            ? new BigTIFFImageReaderSpi().createReaderInstance(null)
            : new TIFFImageReaderSpi().createReaderInstance(null);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file.toArray()))) {
      reader.setInput(in, false, true);
      ImageReadParam stored = reader.getDefaultReadParam();
      stored.setDestinationType(reader.getRawImageType(0));
      BufferedImage image = reader.read(0, stored);
      for (String warning : warnings) {
        if (DAMAGE.stream().anyMatch(warning::contains)) {
          throw new IOException(warning);
        }
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static PixelRows rows(TiffStructure tiff, BufferedImage image) throws IOException {
    Raster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel model) {
      int[] colours = new int[model.getMapSize()];
      model.getRGBs(colours);
      return new RasterRows(raster, Colours.palette(colours), false);
    }
    int extra = raster.getNumBands() > tiff.colourSamples() ? tiff.extraSample() : 0;
    boolean alpha = tiff.photometric() != TiffStructure.CMYK && (extra == 1 || extra == 2);
    Colours colours = colours(tiff, alpha);
    return new RasterRows(
        raster,
        extra == 1 && alpha ? new Divided(colours, tiff.colourSamples(), tiff.bits()) : colours,
        alpha);
  }

  private static Colours colours(TiffStructure tiff, boolean alpha) {
    int shift = tiff.bits() == 16 ? 8 : 0;
    if (tiff.photometric() == TiffStructure.CMYK) {
      return (s, at) ->
          Colours.cmyk(s[at] >> shift, s[at + 1] >> shift, s[at + 2] >> shift, s[at + 3] >> shift);
    }
    if (tiff.bits() < 8) {
      int most = (1 << tiff.bits()) - 1;
      return tiff.colourSamples() == 1
          ? (s, at) -> Colours.OPAQUE | s[at] * 255 / most * 0x010101
          : (s, at) ->
              Colours.OPAQUE
                  | Colours.rgb(s[at] * 255 / most, s[at + 1] * 255 / most, s[at + 2] * 255 / most);
    }
    return Colours.plain(tiff.colourSamples() + (alpha ? 1 : 0), tiff.bits());
  }

  /** Takes the coverage out of colours that are multiplied by it, as Pillow does. */
  private record Divided(Colours multiplied, int alphaBand, int bits) implements Colours {
    @Override
    public int argb(int[] s, int at) {
      int argb = multiplied.argb(s, at);
      int alpha = argb >>> 24;
      if (alpha == 0 || alpha == 255) {
        return alpha == 0 ? 0 : argb;
      }
      return alpha << 24
          | Colours.rgb(
              Colours.clip(((argb >> 16) & 255) * 255 / alpha),
              Colours.clip(((argb >> 8) & 255) * 255 / alpha),
              Colours.clip((argb & 255) * 255 / alpha));
    }

    @Override
    public int grey16(int[] s, int at) {
      if (bits < Short.SIZE) {
        return Colours.super.grey16(s, at);
      }
      long alpha = s[at + alphaBand];
      return alpha == 0 ? 0 : (int) Math.min(MOST_16, multiplied.grey16(s, at) * MOST_16 / alpha);
    }
  }
}
