package dev.isonomy.generate;

import java.util.Locale;

/**
 * A kept image.
 *
 * @param sampleId names unit, cell and draw: {@code u000003-c07-d000012}; with prompts, the cell's
 *     number is that of the pair of prompt and cell
 * @param kept the draw that it shows
 * @param png the encoded image
 * @param pixelsSha256 identity of its pixels, see {@link Pixels#sha256}: the same on every JVM
 * @param fileSha256 SHA-256 of {@code png}, whose compressed bytes depend on the JVM's zlib
 */
public record GeneratedImage(
    String sampleId, KeptDraw kept, byte[] png, String pixelsSha256, String fileSha256) {

  /** The name of a draw. */
  public static String sampleId(long unit, int cell, long draw) {
    return String.format(Locale.ROOT, "u%06d-c%02d-d%06d", unit, cell, draw);
  }
}
