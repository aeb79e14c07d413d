package dev.isonomy.audit.page;

import dev.isonomy.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  /**
   * A thumbnail of pixels, in their own size.
   *
   * @param rgb row by row, red, green, blue
   * @param width pixels in a row
   * @param caption one line about it
   */
  public static Thumbnail ofPixels(byte[] rgb, int width, String caption) {
    int height = rgb.length / 3 / width;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[(3 * i) + 1] & 0xff;
      int blue = rgb[(3 * i) + 2] & 0xff;
      image.setRGB(i % width, i / width, (red << 16) | (green << 8) | blue);
    }
    try {
      return ofImage(image, caption);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an image", e);
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
