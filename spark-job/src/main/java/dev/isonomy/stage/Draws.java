package dev.isonomy.stage;

import dev.isonomy.association.PilotCounts;
import dev.isonomy.generate.Label;
import dev.isonomy.generate.LatentSource;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Progress;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.metrics.GenerationMetrics;
import dev.isonomy.spark.task.DrawFunction;
import dev.isonomy.spark.task.DrawTask;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.JudgedDraw;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/** Draws without rejection, spread over the cluster: the pilot, and the comparison of methods. */
final class Draws {
  /** Streams of random numbers, apart from those of the work units, which are not negative. */
  static final long PILOT = -1;

  /** The pilot of phrasings. */
  static final long PHRASINGS = Long.MIN_VALUE;

  /** Stream of the first unit of the first compared method that rejects; see {@link KeptDraws}. */
  static final long KEPT = -(1L << 40);

  /** Stream of the first compared method; the others follow downwards. */
  static final long METHODS = -2;

  private final RunContext run;
  private final LatentSource source;
  private final GeneratorSettings settings;

  Draws(RunContext run, LatentSource source) {
    this(run, source, ModelSettings.drawing(run, run.config().generate().batchSize()));
  }

  private Draws(RunContext run, LatentSource source, GeneratorSettings settings) {
    this.run = run;
    this.source = source;
    this.settings = settings;
  }

  /** The same with another scale of guidance. */
  Draws guidedBy(double scale) {
    return new Draws(run, source, settings.with(settings.sampling().withGuidance(scale)));
  }

  /**
   * The component of a draw and the cell that the labeler says it shows.
   *
   * @param component of its latent
   * @param cell of its image
   * @param confidence of the labeler
   */
  record Classified(int component, int cell, double confidence) implements Serializable {}

  /**
   * What the labeler says of draws; pixels are dropped where they were made.
   *
   * @param first number of the first draw
   * @param weights of the components, or of prompt and component, see {@link
   *     dev.isonomy.generate.MethodSampler#draw}
   */
  List<Classified> classified(String name, long stream, long first, int count, double[] weights) {
    GenerationMetrics metrics = metrics();
    JavaRDD<Classified> drawn =
        images(name, stream, first, count, weights, metrics)
            .map(
                each ->
                    new Classified(
                        each.component(), each.judgement().cell(), each.judgement().confidence()));
    try (Progress progress = progress(name, count, metrics)) {
      return drawn.collect();
    }
  }

  /**
   * How many of these draws fell to each cell; those that the labeler is too unsure of are of none.
   *
   * @param cells how many cells there are
   * @param components how many components
   * @param abstainBelow the confidence that a label must have
   */
  static PilotCounts counted(
      List<Classified> draws, int cells, int components, double abstainBelow) {
    double[][] counts = new double[cells][components];
    double[] abstained = new double[components];
    for (Classified draw : draws) {
      double[] row =
          Label.abstains(draw.confidence(), abstainBelow) ? abstained : counts[draw.cell()];
      row[draw.component()]++;
    }
    return new PilotCounts(counts, abstained);
  }

  /**
   * Draws with a progress bar; the images stay with the executors until unpersisted.
   *
   * @param weights of the components; none for the model unaided
   */
  JavaRDD<JudgedDraw> draw(String name, long stream, int count, double[] weights) {
    GenerationMetrics metrics = metrics();
    JavaRDD<JudgedDraw> images =
        images(name, stream, 0, count, weights, metrics).persist(StorageLevel.MEMORY_AND_DISK());
    try (Progress progress = progress(name, count, metrics)) {
      images.count();
    }
    return images;
  }

  private JavaRDD<JudgedDraw> images(
      String name, long stream, long from, int count, double[] weights, GenerationMetrics metrics) {
    int batch = settings.batch();
    List<DrawTask> tasks = new ArrayList<>();
    for (int first = 0; first < count; first += batch) {
      int size = Math.min(batch, count - first);
      tasks.add(new DrawTask(name, stream, from + first, size, weights));
    }
    DrawFunction function =
        new DrawFunction(
            settings, run.sparkContext().broadcast(source), run.config().run().seed(), metrics);
    return Placement.of(run)
        .place(run.sparkContext().parallelize(tasks, tasks.size()).mapPartitions(function));
  }

  private GenerationMetrics metrics() {
    return GenerationMetrics.register(run.sparkContext().sc(), run.space().cellNames());
  }

  private Progress progress(String name, int count, GenerationMetrics metrics) {
    return Progress.start(run.console(), label(name), "images", count, metrics::draws);
  }

  private static String label(String name) {
    return switch (name) {
      case "uniform-components" -> "uniform";
      case "solved-weights" -> "solved";
      default -> name;
    };
  }
}
