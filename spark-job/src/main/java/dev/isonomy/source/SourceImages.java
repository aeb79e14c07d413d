package dev.isonomy.source;

import dev.isonomy.spark.task.ImageAccess;
import dev.isonomy.spi.SourceImage;

/** How networks see the images of a source. */
public final class SourceImages {
  public static final ImageAccess<SourceImage> ACCESS = new Access();

  private SourceImages() {}

  private static final class Access implements ImageAccess<SourceImage> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] pixels(SourceImage item) {
      return item.pixels();
    }

    @Override
    public String id(SourceImage item) {
      return item.id();
    }
  }
}
