package dev.isonomy.stage;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.config.PlanSettings;
import dev.isonomy.plan.GenerationPlan;

/** Cuts the target into work units with exact quotas: {@code plan.json}. */
final class PlanStage {
  private PlanStage() {}

  static void run(RunContext run) {
    PlanSettings settings = run.config().plan();
    CellDistribution target = Targets.shares(run.config().target(), run.space());
    long[] quotas =
        Targets.quotas(run.spark(), run.config().target(), run.space(), settings.images());
    CellAssociation association = Artifacts.association(run.directory());
    GenerationPlan plan =
        GenerationPlan.ofQuotas(
            run.config().run().seed(),
            target,
            quotas,
            settings.unitSize(),
            association,
            Artifacts.mixture(run.directory()).weights(),
            settings.minimumPurity());
    run.directory().write(Stage.PLAN.artifact(), plan.toJson());
    run.console()
        .note(
            "plan      %,d images in %d cells, %d units, about %,.0f draws"
                .formatted(
                    plan.images(),
                    plan.space().cellCount(),
                    plan.layout().unitCount(),
                    plan.expectedDraws()));
  }
}
