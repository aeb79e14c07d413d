package dev.isonomy.stage;

import dev.isonomy.source.PictureReader;
import dev.isonomy.udf.PictureAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.Row;

/** How networks see the rows of a data set: column 0 an encoded picture, column 1 its name. */
final class StoredPictures implements PictureAccess<Row> {
  private static final long serialVersionUID = 1L;

  private final PictureReader reader;

  StoredPictures(int height, int width) {
    this.reader = new PictureReader(height, width);
  }

  @Override
  public byte[] rgb(Row row) {
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
