package dev.isonomy.spark.task;

import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.UnitGenerator;
import dev.isonomy.generate.UnitPlan;
import dev.isonomy.generate.UnitSettings;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.WorkUnit;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.util.function.Consumer;

/** Makes work units of a plan that rejects. */
final class RejectingUnits {
  private final UnitInputs inputs;
  private final Rejection rejection;
  private final UnitGenerator units;

  RejectingUnits(
      UnitInputs inputs,
      Rejection rejection,
      ImageGenerator generator,
      GeneratorSettings settings,
      GenerationMetrics metrics) {
    this.inputs = inputs;
    this.rejection = rejection;
    Thresholds thresholds = rejection.thresholds();
    this.units =
        new UnitGenerator(
            generator,
            inputs.source(),
            new UnitSettings(
                settings.batch(),
                settings.options().microBatch(),
                thresholds.abstainBelow(),
                thresholds.maxDrawsPerImage(),
                thresholds.shortfall()),
            metrics);
  }

  void make(long unit, Consumer<KeptDraw> sink) {
    units.generate(UnitPlan.of(inputs.seed(), inputs.layout(), rejection, unit), sink);
  }

  /**
   * Makes a unit under another number than its own in the layout, which keys its draws.
   *
   * @param unit its number in the layout
   * @param key the other number
   */
  void make(long unit, long key, Consumer<KeptDraw> sink) {
    WorkUnit keyed = new WorkUnit(key, inputs.layout().unit(unit).quotas());
    units.generate(
        new UnitPlan(
            inputs.seed(), keyed, rejection.componentsForCell(), rejection.expectedAcceptance()),
        sink);
  }
}
