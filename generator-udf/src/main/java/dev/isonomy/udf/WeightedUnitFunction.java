package dev.isonomy.udf;

import dev.isonomy.generate.DrawnImage;
import dev.isonomy.generate.ImageEncoder;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.MethodSampler;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Weighting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Makes the rows of work units by drawing components by weight, or the model unaided, without
 * rejection: every draw is kept under the label that it got. A unit has exactly its size, but the
 * counts of its cells are what the balance method makes of the model. Draw i of unit u depends on
 * the run's seed, u and i alone, not on partitions or batches.
 */
public final class WeightedUnitFunction implements FlatMapFunction<Iterator<Long>, Row> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final Broadcast<UnitInputs> inputs;
  private final GenerationMetrics metrics;

  /** A function over unit numbers of a plan with a {@link Weighting}. */
  public WeightedUnitFunction(
      GeneratorSettings settings, Broadcast<UnitInputs> inputs, GenerationMetrics metrics) {
    this.settings = settings;
    this.inputs = inputs;
    this.metrics = metrics;
  }

  @Override
  public Iterator<Row> call(Iterator<Long> units) {
    if (!units.hasNext()) {
      return Collections.emptyIterator();
    }
    UnitInputs given = inputs.value();
    GenerationPlan plan = GenerationPlan.fromJson(given.planJson());
    BundleModules modules = TaskModules.open(settings);
    ModelBundle bundle = modules.bundle();
    ImageRows rows = new ImageRows(bundle, settings.sampling());
    ImageGenerator generator = new ImageGenerator(modules, settings.sampling(), metrics);
    MethodSampler sampler = new MethodSampler(generator, given.source(), settings.batch(), metrics);
    List<Long> numbers = new ArrayList<>();
    units.forEachRemaining(numbers::add);
    return RowPipeline.start(
        sink -> numbers.forEach(unit -> draw(plan, unit, sampler, sink)),
        new ImageEncoder(bundle, metrics),
        image ->
            image.component() == DrawnImage.NO_COMPONENT
                ? rows.unaided(image)
                : rows.row(
                    image, given.cellGivenComponent()[image.label().cell()][image.component()]));
  }

  private void draw(
      GenerationPlan plan, long unit, MethodSampler sampler, Consumer<KeptDraw> sink) {
    Weighting weighting =
        plan.weighting()
            .orElseThrow(
                () ->
                    new IllegalArgumentException("the plan must say how components are weighted"));
    double[] weights = weighting.weights().weights();
    boolean unaided = weighting.source() == Weighting.Source.UNAIDED;
    int size = plan.layout().unit(unit).size();
    for (int from = 0; from < size; from += settings.batch()) {
      int count = Math.min(settings.batch(), size - from);
      List<DrawnImage> images =
          unaided
              ? sampler.drawUnconditional(plan.seed(), unit, from, count)
              : sampler.draw(plan.seed(), unit, from, count, weights);
      for (DrawnImage drawn : images) {
        metrics.kept(drawn.label().cell());
        sink.accept(
            new KeptDraw(
                unit, drawn.draw(), plan.seed(), drawn.label(), drawn.component(), drawn.pixels()));
      }
    }
  }
}
