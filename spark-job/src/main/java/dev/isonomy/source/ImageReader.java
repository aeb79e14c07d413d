package dev.isonomy.source;

import dev.isonomy.image.AreaAverage;
import dev.isonomy.image.Crop;
import dev.isonomy.image.DecodedImage;
import dev.isonomy.image.ImageDecoder;
import dev.isonomy.image.Scaled;
import java.io.IOException;
import java.io.Serializable;

/**
 * Decodes image files into pixels of a fixed size: the largest centred part of the right
 * proportions, scaled by area averaging.
 */
public final class ImageReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int height;
  private final int width;

  /** A reader of images that become {@code height} by {@code width} pixels. */
  public ImageReader(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /**
   * Pixels of an encoded image, as {@link ImageDecoder} describes; an alpha channel is left out.
   *
   * @param encoded a file of a format in {@link dev.isonomy.image.ImageFormat}
   * @return height * width * 3 bytes, row by row, red green blue
   * @throws IOException if it cannot be read, with the reason
   */
  public byte[] read(byte[] encoded) throws IOException {
    DecodedImage image = ImageDecoder.decode(encoded);
    return AreaAverage.scale(image, Crop.centred(image, width, height), width, height).rgb();
  }

  /**
   * Pixels of an encoded image and, if it has an alpha channel, its coverage. Colours are averaged
   * in proportion to their coverage: what lies hidden under transparent pixels does not bleed.
   *
   * @throws IOException as {@link #read}
   */
  public Cutout readCutout(byte[] encoded) throws IOException {
    DecodedImage image = ImageDecoder.decode(encoded);
    Scaled scaled =
        AreaAverage.scaleCovered(image, Crop.centred(image, width, height), width, height);
    return new Cutout(scaled.rgb(), scaled.alpha());
  }
}
