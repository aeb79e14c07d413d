package dev.isonomy.generate;

import java.util.Locale;

/**
 * A kept image.
 *
 * @param sampleId names unit, cell and draw: {@code u000003-c07-d000012}
 * @param unit the work unit
 * @param draw number of the draw inside unit and cell
 * @param runSeed the seed that keyed it
 * @param label its cell and classes, as the labeler sees them
 * @param component the mixture component that its latent was drawn from
 * @param png the encoded image
 * @param sha256 SHA-256 of {@code png}
 */
public record GeneratedImage(
    String sampleId,
    long unit,
    long draw,
    long runSeed,
    Label label,
    int component,
    byte[] png,
    String sha256) {

  /** The name of a draw. */
  public static String sampleId(long unit, int cell, long draw) {
    return String.format(Locale.ROOT, "u%06d-c%02d-d%06d", unit, cell, draw);
  }
}
