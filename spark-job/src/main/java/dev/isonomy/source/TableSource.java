package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ImageShape;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** A Parquet table with a column of encoded pictures and, optionally, label columns. */
final class TableSource implements ImageSource {
  private final Dataset<Row> table;
  private final SourceSettings settings;
  private final AttributeSpace space;
  private final PictureReader pictures;

  private TableSource(
      Dataset<Row> table, SourceSettings settings, AttributeSpace space, ImageShape shape) {
    this.table = table;
    this.settings = settings;
    this.space = space;
    this.pictures = new PictureReader(shape.height(), shape.width());
  }

  static TableSource of(
      SparkSession spark, SourceSettings settings, AttributeSpace space, ImageShape shape) {
    Dataset<Row> table = LabelledTable.open(spark, settings.path(), "isonomy.source.path");
    String column = settings.imageColumn();
    if (!Arrays.asList(table.columns()).contains(column)) {
      throw new UserException(
          "isonomy.source.image-column is %s but %s has the columns %s"
              .formatted(column, settings.path(), String.join(", ", table.columns())));
    }
    DataType type = table.schema().apply(column).dataType();
    boolean struct =
        type instanceof StructType fields && Arrays.asList(fields.fieldNames()).contains("bytes");
    if (!(type instanceof BinaryType) && !struct) {
      throw new UserException(
          "isonomy.source.image-column %s of %s must be binary or struct<bytes,path> but is %s"
              .formatted(column, settings.path(), type.simpleString()));
    }
    return new TableSource(table, settings, space, shape);
  }

  @Override
  public long count() {
    return table.count();
  }

  @Override
  public JavaRDD<SourceImage> images() {
    boolean labelled = LabelledTable.hasLabels(table, space);
    Reader reader = new Reader(settings.path(), settings.imageColumn(), space, pictures, labelled);
    return table
        .toJavaRDD()
        .zipWithIndex()
        .map(numbered -> reader.read(numbered._1(), numbered._2()));
  }

  /** Row to image, on executors. */
  private record Reader(
      String path,
      String imageColumn,
      AttributeSpace space,
      PictureReader pictures,
      boolean labelled)
      implements Serializable {

    SourceImage read(Row row, long number) {
      String id = "row-" + number;
      try {
        Object picture = row.getAs(imageColumn);
        byte[] encoded = picture instanceof Row struct ? struct.getAs("bytes") : (byte[]) picture;
        if (encoded == null) {
          return SourceImage.rejected(id, "no picture");
        }
        int cell = labelled ? LabelledTable.cell(row, space, path) : LabelledTable.UNLABELLED;
        return SourceImage.of(id, pictures.read(encoded), cell);
      } catch (IOException e) {
        return SourceImage.rejected(id, String.valueOf(e.getMessage()));
      }
    }
  }
}
