package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a data set. All are nullable, labels are 64-bit, and the image is a struct of
 * {@code bytes} and {@code path} in this order: other layouts lose their meaning in Hugging Face
 * {@code datasets}.
 */
public final class DatasetSchema {
  /** Number of the work unit that made a row; what a restart reads. */
  public static final String UNIT = "unit";

  /** Name of a row's cell. */
  public static final String CELL = "cell";

  private DatasetSchema() {}

  /** The schema for a space of attributes: one label column each, after the image. */
  public static StructType of(AttributeSpace space) {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema = new StructType().add("image", image);
    for (Attribute attribute : space.attributes()) {
      schema = schema.add(attribute.name(), DataTypes.LongType);
    }
    return schema
        .add(CELL, DataTypes.StringType)
        .add("sample_id", DataTypes.StringType)
        .add(UNIT, DataTypes.LongType)
        .add("seed", DataTypes.LongType)
        .add("component", DataTypes.LongType)
        .add("posterior", DataTypes.DoubleType)
        .add("label_confidence", DataTypes.DoubleType)
        .add("model_sha256", DataTypes.StringType)
        .add("sampler", DataTypes.StringType)
        .add("steps", DataTypes.LongType)
        .add("scheduler", DataTypes.StringType)
        .add("image_sha256", DataTypes.StringType);
  }
}
