package dev.isonomy.source;

import dev.isonomy.portraits.Portrait;
import dev.isonomy.portraits.PortraitCell;
import dev.isonomy.portraits.PortraitRenderer;
import dev.isonomy.portraits.PortraitSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Portraits with their true cells, to measure generated ones and their labelers against. */
public final class PortraitReference {
  /** Keeps references apart from the portraits that a run encodes with the same seed. */
  private static final long APART = 0x5EED_0F_7E57L;

  private static final int SLICE = 128;

  /** Portraits that the embedded model was trained on. */
  public static final int TRAINING_IMAGES = 40_000;

  private static final long TRAINING_SEED = 1;

  private PortraitReference() {}

  /** Portraits from the distribution that the model was trained on. */
  public static JavaRDD<SourceImage> natural(
      JavaSparkContext spark, int count, long seed, int size) {
    return draw(
        spark,
        count,
        size,
        "natural",
        index -> PortraitSampler.natural(seed ^ APART).sample(index));
  }

  /** The same number of portraits of every cell, one more of the first cells if need be. */
  public static JavaRDD<SourceImage> balanced(
      JavaSparkContext spark, int count, long seed, int size) {
    return draw(
        spark,
        count,
        size,
        "balanced",
        index ->
            PortraitSampler.ofCell(
                PortraitCell.of(index % PortraitCell.COUNT), seed ^ APART, index));
  }

  /** The first of the portraits that the embedded model was trained on; its model card says so. */
  public static JavaRDD<SourceImage> training(JavaSparkContext spark, int count, int size) {
    return draw(
        spark,
        Math.min(count, TRAINING_IMAGES),
        size,
        "training",
        index -> PortraitSampler.natural(TRAINING_SEED).sample(index));
  }

  private interface Model extends java.io.Serializable {
    Portrait portrait(int index);
  }

  private static JavaRDD<SourceImage> draw(
      JavaSparkContext spark, int count, int size, String name, Model model) {
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < count; start += SLICE) {
      starts.add(start);
    }
    return spark
        .parallelize(starts, Math.max(1, starts.size()))
        .flatMap(
            start -> {
              PortraitRenderer renderer =
                  new PortraitRenderer(size, PortraitRenderer.DEFAULT_SAMPLES);
              return IntStream.range(start, Math.min(start + SLICE, count))
                  .mapToObj(index -> image(renderer, model.portrait(index), name + "-" + index))
                  .iterator();
            });
  }

  private static SourceImage image(PortraitRenderer renderer, Portrait portrait, String id) {
    return SourceImage.of(id, renderer.render(portrait).rgb(), portrait.cell().index());
  }
}
