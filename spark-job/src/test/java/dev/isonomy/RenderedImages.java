package dev.isonomy;

import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.PixelShape;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.ReferenceImages;
import dev.isonomy.spi.SourceImage;
import java.util.List;

/** Images that the embedded model could have made, of its cells in turn. */
public final class RenderedImages {
  private static final int SIDE = 64;

  private RenderedImages() {}

  /** The first images of a seed. */
  public static List<SourceImage> draw(long seed, int count) {
    return Providers.named(ReferenceImages.class, "renderer")
        .orElseThrow()
        .balanced(new ImageSize(SIDE, SIDE), seed, count)
        .images(0, count);
  }

  /** An image as a PNG file. */
  public static byte[] png(SourceImage image) {
    return new PngEncoder("a test").encode(image.pixels(), PixelShape.rgb(SIDE, SIDE));
  }
}
