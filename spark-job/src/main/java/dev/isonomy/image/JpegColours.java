package dev.isonomy.image;

import java.io.IOException;

/**
 * What the components of a JPEG mean, by the rules of libjpeg ({@code default_decompress_parms}),
 * and its conversions to RGB ({@code jdcolor.c}), in the same fixed-point arithmetic.
 */
final class JpegColours {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);
  private static final int CR_TO_RED = fixed(1.40200);
  private static final int CB_TO_BLUE = fixed(1.77200);
  private static final int CR_TO_GREEN = fixed(0.71414);
  private static final int CB_TO_GREEN = fixed(0.34414);
  private static final int YCC = 1;
  private static final int YCCK = 2;

  private JpegColours() {}

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  static Colours of(JpegStructure jpeg) throws IOException {
    return switch (jpeg.components()) {
      case 1 -> Colours.plain(1, Byte.SIZE);
      case 3 ->
          isYcc(jpeg)
              ? (s, at) -> Colours.OPAQUE | ycc(s[at], s[at + 1], s[at + 2])
              : Colours.plain(3, Byte.SIZE);
      case 4 ->
          jpeg.adobeTransform() == YCCK || jpeg.adobeTransform() == YCC
              ? JpegColours::ycck
              // Adobe's programs write the ink's absence, and all others follow them.
              : (s, at) ->
                  Colours.cmyk(255 - s[at], 255 - s[at + 1], 255 - s[at + 2], 255 - s[at + 3]);
      default ->
          throw new RefusedImageException("of " + jpeg.components() + " components is not read");
    };
  }

  private static boolean isYcc(JpegStructure jpeg) {
    if (jpeg.jfif()) {
      return true;
    }
    if (jpeg.adobeTransform() != JpegStructure.NO_ADOBE) {
      return jpeg.adobeTransform() != 0;
    }
    return !jpeg.componentNames().equals("RGB");
  }

  private static int ycc(int y, int cb, int cr) {
    int blue = cb - 128;
    int red = cr - 128;
    return Colours.rgb(
        Colours.clip(y + ((CR_TO_RED * red + HALF) >> BITS)),
        Colours.clip(y + ((-CB_TO_GREEN * blue + HALF - CR_TO_GREEN * red) >> BITS)),
        Colours.clip(y + ((CB_TO_BLUE * blue + HALF) >> BITS)));
  }

  private static int ycck(int[] s, int at) {
    // In YCCK the three are the absence of ink, after conversion to RGB its presence inverted.
    int rgb = ycc(s[at], s[at + 1], s[at + 2]);
    return Colours.cmyk(rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255 - s[at + 3]);
  }
}
