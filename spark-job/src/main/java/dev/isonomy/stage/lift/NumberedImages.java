package dev.isonomy.stage.lift;

import dev.isonomy.config.LiftSettings;
import dev.isonomy.lift.LiftInput;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.PixelShape;
import dev.isonomy.source.Cutout;
import dev.isonomy.source.ImageReader;
import dev.isonomy.spark.task.LiftAccess;
import dev.isonomy.table.StoredImages;
import java.io.IOException;

/** How the lifting model sees the rows of a table. */
final class NumberedImages implements LiftAccess<NumberedRow> {
  private static final long serialVersionUID = 1L;

  private final StoredImages images;
  private final String imageColumn;
  private final String maskColumn;
  private final ImageReader reader;

  /**
   * An access.
   *
   * @param images how the encoded images of rows are read
   */
  NumberedImages(LiftSettings settings, LiftBundle lifter, StoredImages images) {
    ImageShape shape = lifter.manifest().image();
    this.images = images;
    this.imageColumn = settings.imageColumn();
    this.maskColumn = settings.maskColumn();
    this.reader = new ImageReader(PixelShape.rgb(shape.height(), shape.width()));
  }

  @Override
  public LiftInput image(NumberedRow row) throws IOException {
    Cutout image = reader.readCutout(images.read(row.row(), imageColumn));
    byte[] mask =
        maskColumn.isEmpty()
            ? image.alpha()
            : luminance(reader.read(images.read(row.row(), maskColumn)));
    return new LiftInput(image.rgb(), mask);
  }

  private static byte[] luminance(byte[] rgb) {
    byte[] mask = new byte[rgb.length / 3];
    for (int i = 0; i < mask.length; i++) {
      int sum = (rgb[3 * i] & 255) + (rgb[3 * i + 1] & 255) + (rgb[3 * i + 2] & 255);
      mask[i] = (byte) ((sum + 1) / 3);
    }
    return mask;
  }
}
