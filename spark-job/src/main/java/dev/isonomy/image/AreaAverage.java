package dev.isonomy.image;

import java.util.Arrays;

/**
 * Scales by averaging over areas, in integers on the grid of pixels, so that every platform gives
 * the same bytes and a turned image gives the same as the upright one.
 */
public final class AreaAverage {
  private static final int SUMS = 4; // red, green, blue, coverage

  private final PixelRows rows;
  private final Crop crop;
  private final int width;
  private final int height;
  private final boolean covered;
  private final int[] pixels;
  private final long[] across;
  private int held = -1;

  private AreaAverage(PixelRows rows, Crop crop, int width, int height, boolean covered) {
    this.rows = rows;
    this.crop = crop;
    this.width = width;
    this.height = height;
    this.covered = covered;
    this.pixels = new int[rows.width()];
    this.across = new long[width * SUMS];
  }

  /**
   * Scales a part of an image; transparent pixels count like all others.
   *
   * @param image what is scaled
   * @param part of the image, as shown
   * @param width of the result
   * @param height of the result
   */
  public static Scaled scale(DecodedImage image, Crop part, int width, int height) {
    return scale(image, part, width, height, false);
  }

  /**
   * Scales a part of an image and its coverage. Colours are averaged in proportion to their
   * coverage: what lies hidden under transparent pixels does not bleed.
   *
   * @param image what is scaled; if it has no alpha channel, the result has none
   * @param part of the image, as shown
   * @param width of the result
   * @param height of the result
   */
  public static Scaled scaleCovered(DecodedImage image, Crop part, int width, int height) {
    return scale(image, part, width, height, image.rows().hasAlpha());
  }

  private static Scaled scale(
      DecodedImage image, Crop part, int width, int height, boolean covered) {
    PixelRows rows = image.rows();
    Orientation turned = image.orientation();
    Crop crop = turned.stored(part, rows.width(), rows.height());
    int storedWidth = turned.transposed() ? height : width;
    int storedHeight = turned.transposed() ? width : height;
    int[] argb = new AreaAverage(rows, crop, storedWidth, storedHeight, covered).average();
    byte[] rgb = new byte[3 * width * height];
    byte[] alpha = new byte[covered ? width * height : 0];
    for (int i = 0; i < width * height; i++) {
      int pixel = argb[turned.index(i % width, i / width, storedWidth, storedHeight)];
      rgb[3 * i] = (byte) (pixel >> 16);
      rgb[3 * i + 1] = (byte) (pixel >> 8);
      rgb[3 * i + 2] = (byte) pixel;
      if (covered) {
        alpha[i] = (byte) (pixel >>> 24);
      }
    }
    return new Scaled(rgb, alpha);
  }

  private int[] average() {
    int[] result = new int[width * height];
    long[] sums = new long[width * SUMS];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      Span span = Span.of(y, height, crop.height());
      for (int row = span.first(); row <= span.last(); row++) {
        sumAcross(row);
        long weight = span.weight(row);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += weight * across[i];
        }
      }
      for (int x = 0; x < width; x++) {
        result[y * width + x] = pixel(sums, x * SUMS);
      }
    }
    return result;
  }

  /** Sums of one row, kept while the next result row needs the same. */
  private void sumAcross(int row) {
    if (held == row) {
      return;
    }
    held = row;
    rows.read(crop.top() + row, pixels);
    Arrays.fill(across, 0);
    for (int x = 0; x < width; x++) {
      Span span = Span.of(x, width, crop.width());
      for (int column = span.first(); column <= span.last(); column++) {
        add(pixels[crop.left() + column], span.weight(column), x * SUMS);
      }
    }
  }

  private void add(int pixel, long weight, int at) {
    long share = covered ? weight * (pixel >>> 24) : weight;
    across[at] += share * ((pixel >> 16) & 255);
    across[at + 1] += share * ((pixel >> 8) & 255);
    across[at + 2] += share * (pixel & 255);
    across[at + 3] += share;
  }

  private int pixel(long[] sums, int at) {
    long share = sums[at + 3];
    if (share == 0) {
      return 0;
    }
    int pixel = 0;
    for (int c = 0; c < 3; c++) {
      pixel = pixel << 8 | (int) ((sums[at + c] + share / 2) / share);
    }
    // Each result pixel covers crop.width x crop.height steps of the grid.
    long area = (long) crop.width() * crop.height();
    return covered ? (int) ((share + area / 2) / area) << 24 | pixel : pixel;
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
