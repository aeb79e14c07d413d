package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.model.ImageShape;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Where images come from. */
public interface ImageSource {
  /** The images, in an order that does not depend on the cluster. */
  JavaRDD<SourceImage> images();

  /** How many there are. */
  long count();

  /** What people should know before they are encoded, one line each. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * The source that a configuration names.
   *
   * @param shape what the model wants
   * @throws dev.isonomy.error.UserException if it cannot be read or does not fit the model
   */
  static ImageSource of(
      SparkSession spark,
      SourceSettings settings,
      AttributeSpace space,
      ImageShape shape,
      long seed) {
    return switch (settings.kind()) {
      case RENDERER -> RendererSource.of(spark, settings, space, shape, seed);
      case IMAGES -> FolderSource.of(spark, settings, space, shape);
      case PARQUET -> TableSource.of(spark, settings, space, shape);
    };
  }
}
