package dev.isonomy.stage;

import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import dev.isonomy.spark.task.ImageAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.Row;

/** How networks see the rows of a data set: column 0 an encoded image, column 1 its name. */
final class DatasetImages implements ImageAccess<Row> {
  private static final long serialVersionUID = 1L;

  private final ImageReader reader;

  DatasetImages(PixelShape shape) {
    this.reader = new ImageReader(shape);
  }

  @Override
  public byte[] pixels(Row row) {
    try {
      return reader.read(row.getAs(0));
    } catch (IOException e) {
      throw new UncheckedIOException("image " + id(row) + " cannot be decoded", e);
    }
  }

  @Override
  public String id(Row row) {
    return row.getString(1);
  }
}
