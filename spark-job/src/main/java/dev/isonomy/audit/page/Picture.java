package dev.isonomy.audit.page;

import dev.isonomy.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A picture for the page.
 *
 * @param png an encoded image
 * @param caption one line about it
 */
public record Picture(byte[] png, String caption) {
  /** Larger pictures are shrunk to this many pixels on the longer side. */
  public static final int MOST_PIXELS = 96;

  /**
   * A picture out of any encoded image, small enough for a page.
   *
   * @param encoded a file of a format in {@link dev.isonomy.image.ImageFormat}
   * @param caption one line about it
   * @return the picture; nothing if the image cannot be read
   */
  public static Optional<Picture> thumbnail(byte[] encoded, String caption) {
    try {
      return Optional.of(of(ImageDecoder.decode(encoded).thumbnail(MOST_PIXELS), caption));
    } catch (IOException damaged) { // counted where the images are judged
      return Optional.empty();
    }
  }

  /**
   * A picture out of pixels.
   *
   * @param rgb row by row, red, green, blue
   * @param width pixels in a row
   * @param caption one line about it
   */
  public static Picture ofPixels(byte[] rgb, int width, String caption) {
    int height = rgb.length / 3 / width;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[(3 * i) + 1] & 0xff;
      int blue = rgb[(3 * i) + 2] & 0xff;
      image.setRGB(i % width, i / width, (red << 16) | (green << 8) | blue);
    }
    try {
      return of(image, caption);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a picture", e);
    }
  }

  private static Picture of(BufferedImage image, String caption) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return new Picture(out.toByteArray(), caption);
  }

  String source() {
    return Html.png(png);
  }
}
