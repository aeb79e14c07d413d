package dev.isonomy.model;

import java.io.Serializable;

/**
 * How the images of a model are stored: row by row from the top, the channels of a pixel together.
 *
 * @param format of a pixel
 * @param height rows
 * @param width pixels in a row
 */
public record PixelShape(PixelFormat format, int height, int width) implements Serializable {
  /** Checks the size. */
  public PixelShape {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image must have pixels but was of " + width + "x" + height);
    }
  }

  /** Images of red, green and blue, 8 bits each. */
  public static PixelShape rgb(int height, int width) {
    return new PixelShape(PixelFormat.RGB, height, width);
  }

  /** What networks see: channels first, a number each. */
  public ImageShape image() {
    return new ImageShape(format.channels(), height, width);
  }

  /**
   * Bytes of some images.
   *
   * @throws ArithmeticException if one array cannot hold them
   */
  public int bytes(int images) {
    long bytes = (long) images * format.bytes() * height * width;
    if (bytes > Integer.MAX_VALUE - Long.BYTES) { // the JVM's own limit of an array
      throw new ArithmeticException(
          "%d images of %s do not fit into one array: take smaller batches"
              .formatted(images, this));
    }
    return (int) bytes;
  }

  @Override
  public String toString() {
    return width + "x" + height + " " + format.mode();
  }
}
