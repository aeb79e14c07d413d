package dev.isonomy.stage;

import dev.isonomy.spi.SourceImage;
import dev.isonomy.udf.PictureAccess;

/** How networks see the images of a source. */
final class SourceImages {
  static final PictureAccess<SourceImage> ACCESS = new Access();

  private SourceImages() {}

  private static final class Access implements PictureAccess<SourceImage> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] rgb(SourceImage item) {
      return item.rgb();
    }

    @Override
    public String id(SourceImage item) {
      return item.id();
    }
  }
}
