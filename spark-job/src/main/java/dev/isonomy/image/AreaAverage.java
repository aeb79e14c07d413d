package dev.isonomy.image;

import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import java.util.Arrays;

/**
 * Scales by averaging over areas, in integers on the grid of pixels, so that every platform gives
 * the same bytes and a turned image gives the same as the upright one. An image that has the size
 * of the result already is copied.
 */
public final class AreaAverage {
  private final ChannelRows rows;
  private final Crop crop;
  private final int width;
  private final int height;
  private final int channels;
  private final int colours;
  private final int sums; // per result pixel: its colours, and their weight
  private final int[] numbers;
  private final long[] across;
  private int held = -1;

  private AreaAverage(PixelRows rows, Crop crop, int width, int height, PixelFormat format) {
    this.rows = new ChannelRows(rows, format);
    this.crop = crop;
    this.width = width;
    this.height = height;
    this.channels = format.channels();
    this.colours = this.rows.covered() ? channels - 1 : channels;
    this.sums = colours + 1;
    this.numbers = new int[rows.width() * channels];
    this.across = new long[width * sums];
  }

  /**
   * Scales a part of an image to the pixels of a shape. Colours with opacity are averaged in
   * proportion to it; without, transparent pixels count like all others.
   *
   * @param image what is scaled
   * @param part of the image, as shown
   * @param shape of the result
   * @return bytes, see {@link dev.isonomy.generate.Pixels}
   */
  public static byte[] pixels(DecodedImage image, Crop part, PixelShape shape) {
    int[] shown = scale(image, part, shape.width(), shape.height(), shape.format());
    boolean wide = shape.format().bits() == Short.SIZE;
    byte[] bytes = new byte[shape.bytes(1)];
    for (int i = 0; i < shown.length; i++) {
      if (wide) {
        bytes[2 * i] = (byte) shown[i];
        bytes[2 * i + 1] = (byte) (shown[i] >> Byte.SIZE);
      } else {
        bytes[i] = (byte) shown[i];
      }
    }
    return bytes;
  }

  /**
   * Scales a part of an image and its coverage. Colours are averaged in proportion to their
   * coverage: what lies hidden under transparent pixels does not bleed, and is black where nothing
   * covers it.
   *
   * @param image what is scaled; if it has no alpha channel, the result has none
   * @param part of the image, as shown
   * @param width of the result
   * @param height of the result
   */
  public static Scaled scaleCovered(DecodedImage image, Crop part, int width, int height) {
    boolean covered = image.rows().hasAlpha();
    PixelFormat format = covered ? PixelFormat.RGBA : PixelFormat.RGB;
    int[] shown = scale(image, part, width, height, format);
    byte[] rgb = new byte[3 * width * height];
    byte[] alpha = new byte[covered ? width * height : 0];
    for (int i = 0; i < width * height; i++) {
      int at = format.channels() * i;
      if (covered) {
        alpha[i] = (byte) shown[at + 3];
      }
      for (int c = 0; c < 3 && (!covered || alpha[i] != 0); c++) {
        rgb[3 * i + c] = (byte) shown[at + c];
      }
    }
    return new Scaled(rgb, alpha);
  }

  /** The numbers of the result's pixels, as shown. */
  private static int[] scale(
      DecodedImage image, Crop part, int width, int height, PixelFormat format) {
    PixelRows rows = image.rows();
    Orientation turned = image.orientation();
    Crop crop = turned.stored(part, rows.width(), rows.height());
    int storedWidth = turned.transposed() ? height : width;
    int storedHeight = turned.transposed() ? width : height;
    AreaAverage average = new AreaAverage(rows, crop, storedWidth, storedHeight, format);
    int[] stored = average.ofOnePixelEach() ? average.copy() : average.average();
    if (turned.equals(Orientation.UPRIGHT)) {
      return stored;
    }
    int channels = format.channels();
    int[] shown = new int[stored.length];
    for (int i = 0; i < width * height; i++) {
      int from = turned.index(i % width, i / width, storedWidth, storedHeight);
      System.arraycopy(stored, channels * from, shown, channels * i, channels);
    }
    return shown;
  }

  private boolean ofOnePixelEach() {
    return crop.width() == width && crop.height() == height;
  }

  private int[] copy() {
    int[] result = new int[width * height * channels];
    int row = width * channels;
    for (int y = 0; y < height; y++) {
      rows.read(crop.top() + y, numbers);
      System.arraycopy(numbers, crop.left() * channels, result, y * row, row);
    }
    return result;
  }

  private int[] average() {
    int[] result = new int[width * height * channels];
    long[] down = new long[width * sums];
    for (int y = 0; y < height; y++) {
      Arrays.fill(down, 0);
      Span span = Span.of(y, height, crop.height());
      for (int row = span.first(); row <= span.last(); row++) {
        sumAcross(row);
        long weight = span.weight(row);
        for (int i = 0; i < down.length; i++) {
          down[i] += weight * across[i];
        }
      }
      for (int x = 0; x < width; x++) {
        divide(down, x * sums, result, (y * width + x) * channels);
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
    rows.read(crop.top() + row, numbers);
    Arrays.fill(across, 0);
    for (int x = 0; x < width; x++) {
      Span span = Span.of(x, width, crop.width());
      for (int column = span.first(); column <= span.last(); column++) {
        add((crop.left() + column) * channels, span.weight(column), x * sums);
      }
    }
  }

  private void add(int pixel, long weight, int at) {
    long share = rows.covered() ? weight * numbers[pixel + colours] : weight;
    for (int c = 0; c < colours; c++) {
      across[at + c] += share * numbers[pixel + c];
    }
    across[at + colours] += share;
  }

  private void divide(long[] down, int at, int[] result, int to) {
    long share = down[at + colours];
    for (int c = 0; c < colours && share > 0; c++) {
      result[to + c] = (int) ((down[at + c] + share / 2) / share);
    }
    if (rows.covered()) {
      // Each result pixel covers crop.width x crop.height steps of the grid.
      long area = (long) crop.width() * crop.height();
      result[to + colours] = (int) ((share + area / 2) / area);
    }
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
