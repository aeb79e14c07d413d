package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.ImageSource;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.spi.SourceRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Images that a provider draws, in slices that do not depend on the cluster. */
public final class DrawnSource implements ConfiguredSource {
  /** Images of a partition. */
  private static final int SLICE = 128;

  private final JavaSparkContext spark;
  private final ImageSequence sequence;

  private DrawnSource(JavaSparkContext spark, ImageSequence sequence) {
    this.spark = spark;
    this.sequence = sequence;
  }

  static DrawnSource of(
      SparkSession spark,
      SourceSettings settings,
      AttributeSpace space,
      PixelShape shape,
      long seed) {
    String name = settings.kind().name();
    ImageSource source =
        Providers.named(ImageSource.class, name)
            .orElseThrow(() -> new IllegalStateException("no image source named " + name));
    if (shape.format() != PixelFormat.RGB) {
      throw new UserException(
          "isonomy.source.kind %s draws RGB images but the model wants %s: take images or parquet"
              .formatted(name, shape));
    }
    ImageSize size = new ImageSize(shape.height(), shape.width());
    return new DrawnSource(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        source.draw(
            new SourceRequest(space, size, seed, settings.natural(), settings.supportPerCell())));
  }

  @Override
  public long count() {
    return sequence.count();
  }

  @Override
  public JavaRDD<SourceImage> images() {
    return images(spark, sequence, sequence.count());
  }

  /** The first images of a sequence, drawn on executors. */
  public static JavaRDD<SourceImage> images(
      JavaSparkContext spark, ImageSequence sequence, int count) {
    int end = Math.min(count, sequence.count());
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < end; start += SLICE) {
      starts.add(start);
    }
    return spark
        .parallelize(starts, Math.max(1, starts.size()))
        .flatMap(start -> sequence.images(start, Math.min(start + SLICE, end)).iterator());
  }
}
