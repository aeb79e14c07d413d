package dev.isonomy.dataset;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The type of a column, by the names that other formats have for it. */
enum ColumnType {
  /** A text. */
  TEXT("string", "sc:Text"),
  /** A whole number of 64 bits. */
  WHOLE("int64", "sc:Integer"),
  /** A number. */
  NUMBER("float64", "sc:Float");

  private final String feature;
  private final String croissant;

  ColumnType(String feature, String croissant) {
    this.feature = feature;
    this.croissant = croissant;
  }

  /** The type of a column of {@link dev.isonomy.spark.task.ImageSchema}. */
  static ColumnType of(DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return TEXT;
    }
    if (type.equals(DataTypes.LongType)) {
      return WHOLE;
    }
    if (type.equals(DataTypes.DoubleType)) {
      return NUMBER;
    }
    throw new IllegalArgumentException("no other format has a name for " + type);
  }

  /** Its name in Hugging Face {@code datasets}. */
  String feature() {
    return feature;
  }

  /** Its name in Croissant. */
  String croissant() {
    return croissant;
  }
}
