package dev.isonomy.spark.task;

import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.model.BundleModules;
import dev.isonomy.plan.Rejection;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Makes units of a plan that rejects, given by their numbers, and has what is kept judged: a method
 * of this kind, compared with the data set.
 */
public final class KeptFunction implements FlatMapFunction<Iterator<Long>, JudgedDraw> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final Broadcast<UnitInputs> inputs;
  private final String name;
  private final long stream;
  private final GenerationMetrics metrics;

  /**
   * A function over unit numbers.
   *
   * @param inputs a plan that rejects
   * @param name what the draws are for; comes back with each of them
   * @param stream keys unit 0, the others follow downwards; negative, as the run's own units are
   *     not
   */
  public KeptFunction(
      GeneratorSettings settings,
      Broadcast<UnitInputs> inputs,
      String name,
      long stream,
      GenerationMetrics metrics) {
    this.settings = settings;
    this.inputs = inputs;
    this.name = name;
    this.stream = stream;
    this.metrics = metrics;
  }

  @Override
  public Iterator<JudgedDraw> call(Iterator<Long> units) {
    if (!units.hasNext()) {
      return Collections.emptyIterator();
    }
    UnitInputs given = inputs.value();
    BundleModules modules = TaskModules.open(settings);
    ImageGenerator generator =
        new ImageGenerator(modules, settings.sampling(), settings.prompts().prompts(), metrics);
    RejectingUnits maker =
        new RejectingUnits(given, (Rejection) given.drawing(), generator, settings, metrics);
    return new Chunks<>(
        units,
        1,
        chunk -> {
          List<KeptDraw> kept = new ArrayList<>();
          long unit = chunk.get(0);
          maker.make(unit, stream - unit, kept::add);
          return judged(modules, kept);
        });
  }

  private List<JudgedDraw> judged(BundleModules modules, List<KeptDraw> kept) {
    List<JudgedDraw> judged = new ArrayList<>(kept.size());
    for (int from = 0; from < kept.size(); from += settings.batch()) {
      List<KeptDraw> batch = kept.subList(from, Math.min(kept.size(), from + settings.batch()));
      List<Judgement> judgements =
          Judgement.of(modules, batch.stream().map(KeptDraw::pixels).toList());
      for (int i = 0; i < batch.size(); i++) {
        KeptDraw draw = batch.get(i);
        judged.add(
            new JudgedDraw(
                name,
                draw.draw(),
                draw.prompt(),
                draw.component(),
                judgements.get(i),
                draw.pixels()));
      }
    }
    return judged;
  }
}
