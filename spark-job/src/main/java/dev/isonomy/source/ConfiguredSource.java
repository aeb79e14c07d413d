package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceKind;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.model.PixelShape;
import dev.isonomy.spi.SourceImage;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The source that a configuration names, checked against the model. */
public interface ConfiguredSource {
  /** The images, in an order that does not depend on the cluster. */
  JavaRDD<SourceImage> images();

  /** How many there are. */
  long count();

  /** What people should know before they are encoded, one line each. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Opens the source that a configuration names.
   *
   * @param shape what the model wants
   * @throws dev.isonomy.error.UserException if it cannot be read or does not fit the model
   */
  static ConfiguredSource of(
      SparkSession spark,
      SourceSettings settings,
      AttributeSpace space,
      PixelShape shape,
      long seed) {
    SourceKind kind = settings.kind();
    if (kind.equals(SourceKind.IMAGES)) {
      return FolderSource.of(spark, settings, space, shape);
    }
    return kind.equals(SourceKind.PARQUET)
        ? TableSource.of(spark, settings, space, shape)
        : DrawnSource.of(spark, settings, space, shape, seed);
  }
}
