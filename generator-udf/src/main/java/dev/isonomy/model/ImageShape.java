package dev.isonomy.model;

import java.io.Serializable;

/**
 * The shape of one image or latent, channels first.
 *
 * @param channels number of channels
 * @param height rows
 * @param width columns
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image shape must be positive but was " + channels + "x" + height + "x" + width);
    }
  }

  /** Numbers per image. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
