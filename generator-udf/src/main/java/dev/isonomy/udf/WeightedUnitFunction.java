package dev.isonomy.udf;

import dev.isonomy.generate.DrawnImage;
import dev.isonomy.generate.GeneratedImage;
import dev.isonomy.generate.GenerationListener.Phase;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.MethodSampler;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.Sha256;
import dev.isonomy.plan.GenerationPlan;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Makes the rows of work units by drawing components by weight, without rejection: every draw is
 * kept under the label that it got. A unit has its size, but the counts of its cells are what the
 * balance method makes of the model.
 */
public final class WeightedUnitFunction implements FlatMapFunction<Iterator<Long>, Row> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final Broadcast<UnitInputs> inputs;
  private final double[] weights;
  private final GenerationMetrics metrics;

  /**
   * A function over unit numbers.
   *
   * @param weights one per component
   */
  public WeightedUnitFunction(
      GeneratorSettings settings,
      Broadcast<UnitInputs> inputs,
      double[] weights,
      GenerationMetrics metrics) {
    this.settings = settings;
    this.inputs = inputs;
    this.weights = weights.clone();
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
    PngEncoder encoder =
        new PngEncoder(bundle.manifest().identity().name() + " sha256:" + bundle.fingerprint());
    ImageGenerator generator = new ImageGenerator(modules, settings.sampling(), metrics);
    MethodSampler sampler = new MethodSampler(generator, given.source(), settings.batch(), metrics);
    Iterable<Long> numbers = () -> units;
    return StreamSupport.stream(numbers.spliterator(), false)
        .flatMap(
            unit -> {
              int size = plan.layout().unit(unit).size();
              Stream<DrawnImage> drawn = sampler.draw(plan.seed(), unit, 0, size, weights).stream();
              return drawn.map(each -> image(plan, unit, each, encoder, bundle));
            })
        .map(
            each ->
                rows.row(each, given.cellGivenComponent()[each.label().cell()][each.component()]))
        .iterator();
  }

  private GeneratedImage image(
      GenerationPlan plan, long unit, DrawnImage drawn, PngEncoder encoder, ModelBundle bundle) {
    long start = System.nanoTime();
    ImageShape shape = bundle.manifest().image();
    byte[] png = encoder.encode(drawn.pixels(), shape.height(), shape.width());
    metrics.spent(Phase.ENCODE, System.nanoTime() - start);
    metrics.kept(drawn.label().cell());
    return new GeneratedImage(
        GeneratedImage.sampleId(unit, drawn.label().cell(), drawn.draw()),
        unit,
        drawn.draw(),
        plan.seed(),
        drawn.label(),
        drawn.component(),
        png,
        Sha256.of(png));
  }
}
