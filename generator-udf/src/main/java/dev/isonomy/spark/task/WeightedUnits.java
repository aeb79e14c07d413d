package dev.isonomy.spark.task;

import dev.isonomy.generate.DrawnImage;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.MethodSampler;
import dev.isonomy.plan.Weighting;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes work units by drawing components by weight, or the model unaided, without rejection: every
 * draw is kept under the label that it got. A unit has exactly its size, but the counts of its
 * cells are what the balance method makes of the model. Draw i of unit u depends on the run's seed,
 * u and i alone, not on partitions or batches.
 */
final class WeightedUnits {
  private final UnitInputs inputs;
  private final Weighting weighting;
  private final MethodSampler sampler;
  private final int batch;
  private final GenerationMetrics metrics;

  WeightedUnits(
      UnitInputs inputs,
      Weighting weighting,
      MethodSampler sampler,
      int batch,
      GenerationMetrics metrics) {
    this.inputs = inputs;
    this.weighting = weighting;
    this.sampler = sampler;
    this.batch = batch;
    this.metrics = metrics;
  }

  void make(long unit, Consumer<KeptDraw> sink) {
    int size = inputs.layout().unit(unit).size();
    for (int from = 0; from < size; from += batch) {
      for (DrawnImage drawn : draw(unit, from, Math.min(batch, size - from))) {
        metrics.kept(drawn.label().cell());
        sink.accept(
            new KeptDraw(
                unit,
                drawn.draw(),
                inputs.seed(),
                drawn.label(),
                drawn.text(),
                drawn.text(),
                drawn.component(),
                drawn.latent(),
                drawn.pixels()));
      }
    }
  }

  private List<DrawnImage> draw(long unit, int first, int count) {
    return weighting.unaided()
        ? sampler.drawUnconditional(inputs.seed(), unit, first, count)
        : sampler.draw(inputs.seed(), unit, first, count, weighting.weights().weights());
  }
}
