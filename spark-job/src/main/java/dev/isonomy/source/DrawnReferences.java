package dev.isonomy.source;

import dev.isonomy.config.AuditSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.ReferenceImages;
import dev.isonomy.spi.SourceImage;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * References that a provider draws for a model.
 *
 * @param images the provider
 * @param model whose image size they have
 */
public record DrawnReferences(ReferenceImages images, ModelBundle model) {

  /**
   * The references of a name; empty if no provider has it.
   *
   * @throws UserException if the model's images are not of red, green and blue
   */
  public static Optional<DrawnReferences> named(String name, ModelBundle model) {
    Optional<ReferenceImages> found = Providers.named(ReferenceImages.class, name);
    PixelShape shape = model.manifest().pixels();
    if (found.isPresent() && shape.format() != PixelFormat.RGB) {
      throw new UserException(
          "%s draws RGB images as references but bundle %s takes %s: give Parquet"
              .formatted(name, model, shape));
    }
    return found.map(images -> new DrawnReferences(images, model));
  }

  /** Whether the provider knows what the model was trained on. */
  public boolean knowTraining() {
    return images.model().equals(model.manifest().identity().name());
  }

  /** The natural reference that belongs to a balanced one. */
  public JavaRDD<SourceImage> natural(JavaSparkContext spark, long seed, int balanced) {
    int count = AuditSettings.natural(balanced);
    return DrawnSource.images(spark, images.natural(size(), seed, count), count);
  }

  /** The balanced reference. */
  public JavaRDD<SourceImage> balanced(JavaSparkContext spark, long seed, int count) {
    return DrawnSource.images(spark, images.balanced(size(), seed, count), count);
  }

  /** How many images the model was trained on. */
  public int trainingImages() {
    return images.training(size()).count();
  }

  /** The first of the images that the model was trained on. */
  public JavaRDD<SourceImage> training(JavaSparkContext spark, int most) {
    return DrawnSource.images(spark, images.training(size()), most);
  }

  private ImageSize size() {
    return new ImageSize(model.manifest().image().height(), model.manifest().image().width());
  }
}
