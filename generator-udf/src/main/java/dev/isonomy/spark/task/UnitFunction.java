package dev.isonomy.spark.task;

import dev.isonomy.condition.PromptTable;
import dev.isonomy.generate.ImageEncoder;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.MethodSampler;
import dev.isonomy.generate.UnitGenerator;
import dev.isonomy.generate.UnitPlan;
import dev.isonomy.generate.UnitSettings;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.Weighting;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Makes the rows of work units, given by their numbers, one unit after the other: meant for one
 * unit per partition. Rows follow {@link ImageSchema}; those of a unit depend on the plan, the
 * model and the settings alone, not on where, when or beside what it is made.
 */
public final class UnitFunction implements FlatMapFunction<Iterator<Long>, Row> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final Broadcast<UnitInputs> inputs;
  private final GenerationMetrics metrics;

  /** Makes the rows of a unit, draw by draw. */
  private interface UnitMaker {
    void make(long unit, Consumer<KeptDraw> sink);
  }

  /** A function over unit numbers. */
  public UnitFunction(
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
    BundleModules modules = TaskModules.open(settings);
    ModelBundle bundle = modules.bundle();
    PromptTable prompts = settings.prompts().prompts();
    ImageRows rows = new ImageRows(bundle, settings.sampling(), prompts, given.evidence());
    UnitMaker maker =
        maker(given, new ImageGenerator(modules, settings.sampling(), prompts, metrics));
    List<Long> numbers = new ArrayList<>();
    units.forEachRemaining(numbers::add);
    return RowPipeline.start(
        sink -> numbers.forEach(unit -> maker.make(unit, sink)),
        new ImageEncoder(bundle, metrics),
        rows::row);
  }

  private UnitMaker maker(UnitInputs given, ImageGenerator generator) {
    if (given.drawing() instanceof Weighting weighting) {
      MethodSampler sampler =
          new MethodSampler(generator, given.source(), settings.batch(), metrics);
      return new WeightedUnits(given, weighting, sampler, settings.batch(), metrics)::make;
    }
    Rejection rejection = (Rejection) given.drawing();
    Thresholds thresholds = rejection.thresholds();
    UnitGenerator units =
        new UnitGenerator(
            generator,
            given.source(),
            new UnitSettings(
                settings.batch(),
                settings.options().microBatch(),
                thresholds.abstainBelow(),
                thresholds.maxDrawsPerImage(),
                thresholds.shortfall()),
            metrics);
    return (unit, sink) ->
        units.generate(UnitPlan.of(given.seed(), given.layout(), rejection, unit), sink);
  }
}
