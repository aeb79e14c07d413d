package dev.isonomy.source;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import javax.imageio.ImageIO;

/**
 * Decodes PNG or JPEG files into pixels of a fixed size: the largest centred part of the right
 * proportions, scaled by area averaging. Integer arithmetic on the grid of pixels, so that every
 * platform gives the same bytes.
 */
public final class PictureReader implements Serializable {
  private final int height;
  private final int width;

  /** A reader of pictures that become {@code height} by {@code width} pixels. */
  public PictureReader(int height, int width) {
    this.height = height;
    this.width = width;
    ImageIO.setUseCache(false);
  }

  /**
   * Pixels of an encoded picture.
   *
   * @param encoded a PNG, JPEG, GIF or BMP file
   * @return height * width * 3 bytes, row by row, red green blue
   * @throws IOException if it is not such a file, with the reason
   */
  public byte[] read(byte[] encoded) throws IOException {
    return scale(decoded(encoded));
  }

  /**
   * Pixels of an encoded picture and, if it has an alpha channel, its coverage. Colours are
   * averaged in proportion to their coverage: what lies hidden under transparent pixels does not
   * bleed.
   *
   * @throws IOException as {@link #read}
   */
  public Cutout readCutout(byte[] encoded) throws IOException {
    BufferedImage image = decoded(encoded);
    if (!image.getColorModel().hasAlpha()) {
      return new Cutout(scale(image), new byte[0]);
    }
    byte[] rgb = new byte[height * width * 3];
    byte[] alpha = new byte[height * width];
    Crop crop = crop(image);
    for (int i = 0; i < alpha.length; i++) {
      Span rows = Span.of(i / width, height, crop.height());
      Span columns = Span.of(i % width, width, crop.width());
      averageCovered(image, crop, columns, rows, rgb, alpha, i);
    }
    return new Cutout(rgb, alpha);
  }

  private static void averageCovered(
      BufferedImage image, Crop crop, Span columns, Span rows, byte[] rgb, byte[] alpha, int at) {
    long[] sums = new long[3];
    long covered = 0;
    long area = 0;
    for (int y = rows.first(); y <= rows.last(); y++) {
      for (int x = columns.first(); x <= columns.last(); x++) {
        int pixel = image.getRGB(crop.left() + x, crop.top() + y);
        long weight = rows.weight(y) * columns.weight(x);
        long share = weight * (pixel >>> 24);
        for (int c = 0; c < 3; c++) {
          sums[c] += share * ((pixel >> (16 - 8 * c)) & 0xff);
        }
        covered += share;
        area += weight;
      }
    }
    alpha[at] = (byte) ((covered + area / 2) / area);
    for (int c = 0; c < 3; c++) {
      rgb[3 * at + c] = covered == 0 ? 0 : (byte) ((sums[c] + covered / 2) / covered);
    }
  }

  private static BufferedImage decoded(byte[] encoded) throws IOException {
    BufferedImage image;
    try {
      image = ImageIO.read(new ByteArrayInputStream(encoded));
    } catch (RuntimeException e) { // the JDK's readers throw these on damaged files
      throw new IOException("damaged picture: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new IOException("neither PNG, JPEG, GIF nor BMP");
    }
    return image;
  }

  /** The centred part with the proportions of the result, in source pixels. */
  private record Crop(int left, int top, int width, int height) {}

  private Crop crop(BufferedImage image) {
    long cropWidth = Math.min(image.getWidth(), (long) image.getHeight() * width / height);
    long cropHeight = Math.min(image.getHeight(), (long) image.getWidth() * height / width);
    return new Crop(
        (int) (image.getWidth() - cropWidth) / 2,
        (int) (image.getHeight() - cropHeight) / 2,
        (int) Math.max(1, cropWidth),
        (int) Math.max(1, cropHeight));
  }

  private byte[] scale(BufferedImage image) {
    Crop crop = crop(image);
    byte[] rgb = new byte[height * width * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Span rows = Span.of(y, height, crop.height());
        Span columns = Span.of(x, width, crop.width());
        average(image, crop.left(), crop.top(), columns, rows, rgb, (y * width + x) * 3);
      }
    }
    return rgb;
  }

  private static void average(
      BufferedImage image, int left, int top, Span columns, Span rows, byte[] out, int at) {
    long red = 0;
    long green = 0;
    long blue = 0;
    long area = 0;
    for (int y = rows.first(); y <= rows.last(); y++) {
      for (int x = columns.first(); x <= columns.last(); x++) {
        int pixel = image.getRGB(left + x, top + y);
        long weight = rows.weight(y) * columns.weight(x);
        red += weight * ((pixel >> 16) & 0xff);
        green += weight * ((pixel >> 8) & 0xff);
        blue += weight * (pixel & 0xff);
        area += weight;
      }
    }
    out[at] = (byte) ((red + area / 2) / area);
    out[at + 1] = (byte) ((green + area / 2) / area);
    out[at + 2] = (byte) ((blue + area / 2) / area);
  }

  /**
   * The source pixels under one result pixel, on a grid of {@code source * result} steps.
   *
   * @param begin first step of the result pixel
   * @param end step after its last
   * @param result result pixels in all: steps per source pixel
   * @param source source pixels in all: steps per result pixel
   */
  private record Span(long begin, long end, int result, int source) {
    static Span of(int index, int result, int source) {
      return new Span((long) index * source, (long) (index + 1) * source, result, source);
    }

    int first() {
      return (int) (begin / result);
    }

    int last() {
      return (int) Math.min(source - 1, (end - 1) / result);
    }

    /** Steps that the result pixel shares with source pixel {@code i}. */
    long weight(int i) {
      return Math.min(end, (long) (i + 1) * result) - Math.max(begin, (long) i * result);
    }
  }
}
