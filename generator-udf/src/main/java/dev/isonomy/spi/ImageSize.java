package dev.isonomy.spi;

import java.io.Serializable;

/**
 * The size of RGB images.
 *
 * @param height rows
 * @param width columns
 */
public record ImageSize(int height, int width) implements Serializable {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image size must be positive but was " + height + "x" + width);
    }
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
