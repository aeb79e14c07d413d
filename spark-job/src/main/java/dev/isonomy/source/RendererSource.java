package dev.isonomy.source;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ImageShape;
import dev.isonomy.portraits.PortraitCell;
import dev.isonomy.portraits.PortraitRenderer;
import dev.isonomy.portraits.PortraitSampler;
import dev.isonomy.table.LabelColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Portraits drawn on the spot: {@code natural} unlabelled ones, then {@code support} labelled ones
 * of every cell.
 */
final class RendererSource implements ImageSource {
  private static final int SLICE = 128;

  private final SparkSession spark;
  private final Slices slices;

  private RendererSource(SparkSession spark, Slices slices) {
    this.spark = spark;
    this.slices = slices;
  }

  static RendererSource of(
      SparkSession spark,
      SourceSettings settings,
      AttributeSpace space,
      ImageShape shape,
      long seed) {
    List<String> drawn =
        IntStream.range(0, PortraitCell.COUNT).mapToObj(RendererSource::cellName).toList();
    if (!space.cellNames().equals(drawn)) {
      throw new UserException(
          "isonomy.source.kind renderer draws the cells of the portraits model only; set it to"
              + " images or parquet for a model with the cells "
              + String.join(", ", space.cellNames().subList(0, Math.min(3, space.cellCount())))
              + ", ...");
    }
    if (shape.height() != shape.width() || shape.channels() != 3) {
      throw new UserException(
          "isonomy.source.kind renderer draws square RGB pictures but the model wants " + shape);
    }
    return new RendererSource(
        spark, new Slices(seed, settings.natural(), settings.supportPerCell(), shape.width()));
  }

  private static String cellName(int index) {
    PortraitCell cell = PortraitCell.of(index);
    return Stream.of(cell.gender(), cell.age(), cell.skin())
        .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining("."));
  }

  @Override
  public long count() {
    return slices.total();
  }

  @Override
  public JavaRDD<SourceImage> images() {
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < slices.total(); start += SLICE) {
      starts.add(start);
    }
    Slices drawn = slices;
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(starts, starts.size())
        .flatMap(start -> drawn.draw(start).iterator());
  }

  /**
   * Image number to portrait.
   *
   * @param seed the run's seed
   * @param natural unlabelled portraits
   * @param support labelled portraits per cell
   * @param size pixels on a side
   */
  private record Slices(long seed, int natural, int support, int size) implements Serializable {
    int total() {
      return Math.addExact(natural, Math.multiplyExact(support, PortraitCell.COUNT));
    }

    List<SourceImage> draw(int start) {
      PortraitRenderer renderer = new PortraitRenderer(size, PortraitRenderer.DEFAULT_SAMPLES);
      return IntStream.range(start, Math.min(start + SLICE, total()))
          .mapToObj(index -> index < natural ? natural(renderer, index) : support(renderer, index))
          .toList();
    }

    private SourceImage natural(PortraitRenderer renderer, int index) {
      byte[] rgb = renderer.render(PortraitSampler.natural(seed).sample(index)).rgb();
      return SourceImage.of("natural-" + index, rgb, LabelColumns.UNLABELLED);
    }

    private SourceImage support(PortraitRenderer renderer, int index) {
      PortraitCell cell = PortraitCell.of((index - natural) / support);
      byte[] rgb = renderer.render(PortraitSampler.ofCell(cell, seed, index)).rgb();
      return SourceImage.of("support-" + index, rgb, cell.index());
    }
  }
}
