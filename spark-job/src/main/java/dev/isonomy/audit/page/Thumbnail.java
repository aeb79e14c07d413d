package dev.isonomy.audit.page;

import dev.isonomy.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A small image for the page.
 *
 * @param png the encoded image
 * @param caption one line about it
 */
public record Thumbnail(byte[] png, String caption) {
  /** Larger images are shrunk to this many pixels on the longer side. */
  public static final int MOST_PIXELS = 96;

  /**
   * A thumbnail of an encoded image.
   *
   * @param encoded a file of a format in {@link dev.isonomy.image.ImageFormat}
   * @param caption one line about it
   * @return the thumbnail; nothing if the image cannot be read
   */
  public static Optional<Thumbnail> of(byte[] encoded, String caption) {
    try {
      return Optional.of(ofImage(ImageDecoder.decode(encoded).thumbnail(MOST_PIXELS), caption));
    } catch (IOException damaged) { // counted where the images are judged
      return Optional.empty();
    }
  }

  private static Thumbnail ofImage(BufferedImage image, String caption) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return new Thumbnail(out.toByteArray(), caption);
  }

  /** The image as an address that a page can show. */
  public String source() {
    return Html.png(png);
  }
}
