package dev.isonomy.udf;

import dev.isonomy.generate.ImageEncoder;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.UnitGenerator;
import dev.isonomy.generate.UnitPlan;
import dev.isonomy.generate.UnitSettings;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.GenerationPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Makes the rows of work units, given by their numbers, one unit after the other: meant for one
 * unit per partition. Rows follow {@link ImageRows#schema}; those of a unit depend on the plan, the
 * model and the settings alone, not on where, when or beside what it is made.
 */
public final class UnitFunction implements FlatMapFunction<Iterator<Long>, Row> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final Broadcast<UnitInputs> inputs;
  private final GenerationMetrics metrics;

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
    GenerationPlan plan = GenerationPlan.fromJson(given.planJson());
    BundleModules modules = TaskModules.open(settings);
    ModelBundle bundle = modules.bundle();
    ImageRows rows = new ImageRows(bundle, settings.sampling());
    UnitGenerator generator =
        new UnitGenerator(
            new ImageGenerator(modules, settings.sampling(), metrics),
            given.source(),
            new UnitSettings(
                settings.batch(),
                settings.options().microBatch(),
                given.maxDrawsPerImage(),
                given.shortfall()),
            metrics);
    List<Long> numbers = new ArrayList<>();
    units.forEachRemaining(numbers::add);
    return RowPipeline.start(
        sink -> numbers.forEach(unit -> generator.generate(UnitPlan.of(plan, unit), sink)),
        new ImageEncoder(bundle, metrics),
        image ->
            rows.row(image, given.cellGivenComponent()[image.label().cell()][image.component()]));
  }
}
