package dev.isonomy.source;

import dev.isonomy.image.AreaAverage;
import dev.isonomy.image.Crop;
import dev.isonomy.image.DecodedImage;
import dev.isonomy.image.ImageDecoder;
import dev.isonomy.image.Scaled;
import dev.isonomy.model.PixelShape;
import java.io.IOException;
import java.io.Serializable;

/**
 * Decodes image files into pixels of a fixed size: the largest centred part of the right
 * proportions, scaled by area averaging.
 */
public final class ImageReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PixelShape shape;

  /** A reader of images that become those of a shape. */
  public ImageReader(PixelShape shape) {
    this.shape = shape;
  }

  /**
   * Pixels of an encoded image, as {@link ImageDecoder} describes.
   *
   * @param encoded a file of a format in {@link dev.isonomy.image.ImageFormat}
   * @return its bytes in the shape, see {@link dev.isonomy.generate.Pixels}
   * @throws IOException if it cannot be read, with the reason
   */
  public byte[] read(byte[] encoded) throws IOException {
    DecodedImage image = ImageDecoder.decode(encoded);
    return AreaAverage.pixels(image, Crop.centred(image, shape.width(), shape.height()), shape);
  }

  /**
   * Colours of an encoded image and, if it has an alpha channel, its coverage. They are averaged in
   * proportion to their coverage: what lies hidden under transparent pixels does not bleed.
   *
   * @throws IOException as {@link #read}
   */
  public Cutout readCutout(byte[] encoded) throws IOException {
    DecodedImage image = ImageDecoder.decode(encoded);
    int height = shape.height();
    int width = shape.width();
    Scaled scaled =
        AreaAverage.scaleCovered(image, Crop.centred(image, width, height), width, height);
    return new Cutout(scaled.rgb(), scaled.alpha());
  }
}
