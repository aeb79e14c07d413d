package dev.isonomy.stage;

import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellSearch;
import dev.isonomy.association.PilotCounts;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.PlanSettings;
import dev.isonomy.config.TargetShares;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.Drawing;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.PlanNotes;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.plan.Weighting;
import dev.isonomy.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides what is made, and from what, to the last unit: {@code plan.json}. */
final class Planning {
  /** A share of the weights that is worth a note. */
  private static final double NOTABLE = 0.05;

  private final RunContext run;
  private final PlanSettings settings;
  private final CellDraws draws;
  private final Rejections rejections;
  private final AssociationCounts counts;
  private final Targets target;
  private final AttributeSpace space;

  Planning(RunContext run) {
    this.run = run;
    this.settings = run.config().plan();
    Artifacts.Associated found = Artifacts.associated(run);
    this.rejections = new Rejections(run, found);
    this.draws =
        settings.method() instanceof BalanceMethod.Rejecting method
            ? rejections.draws(method)
            : found.draws();
    this.counts = found.counts();
    // Methods by weight have no quotas that a prompt could have its own of.
    this.space =
        settings.method() instanceof BalanceMethod.Weighted ? run.space() : run.asked().space();
    this.target = Targets.of(run.spark(), run.config().target(), space, settings.images());
  }

  void plan() {
    GenerationPlan plan =
        GenerationPlan.of(run.config().run().seed(), target.made(), layout(), drawing())
            .split(settings.splits())
            .excluding(TargetShares.excluded(run.config().target(), space));
    if (target.completion().isPresent()) {
      plan = plan.completing(target.completion().get());
    }
    plan = plan.withNotes(notes(plan));
    run.directory().write(Artifacts.PLAN.name(), plan.toJson());
    run.console().note("plan      " + summary(plan));
    plan.notes().forEach(note -> run.console().note("plan      " + note));
  }

  private Drawing drawing() {
    if (settings.method() instanceof BalanceMethod.Weighted method) {
      return weighting(method);
    }
    BalanceMethod.Rejecting method = (BalanceMethod.Rejecting) settings.method();
    Rejections.unreached(method).refuse(draws, target.quotas(), space);
    return rejections.of(method, target.quotas(), run.config().generate().shortfall());
  }

  private Weighting weighting(BalanceMethod.Weighted method) {
    double[] mixture = Artifacts.mixture(run.directory()).weights();
    return new Weighting(
        method.name(),
        PriorDraws.of(run.bundle()).unaided(method) ? new Start.Noise() : Artifacts.start(run),
        method.solve(counts.association(), mixture, target.made()));
  }

  private UnitLayout layout() {
    return new UnitLayout(target.quotas(), settings.unitSize());
  }

  private List<String> notes(GenerationPlan plan) {
    List<String> notes = new ArrayList<>();
    if (!plan.excluded().isEmpty()) {
      notes.add(
          "no image is made of the excluded cells "
              + String.join(", ", plan.excluded().stream().map(space::cellName).toList()));
    }
    if (settings.method() instanceof BalanceMethod.Rejecting method) {
      if (method instanceof BalanceMethod.Conditional) {
        reached(plan).ifPresent(notes::add);
      }
      Thresholds thresholds = plan.rejection().orElseThrow().thresholds();
      Rejections.unreached(method)
          .limits(draws, plan.quotas(), space, thresholds)
          .ifPresent(notes::add);
      if (!draws.measured()) {
        notes.add(
            "the expected draws rest on labels alone, as there was no pilot"
                + (plan.abstainBelow() > 0 ? " that the labeler could abstain in" : ""));
      }
      counts
          .pilot()
          .filter(pilot -> plan.abstainBelow() > 0)
          .map(this::abstentions)
          .ifPresent(notes::add);
    }
    notes.addAll(PlanNotes.of(plan));
    plan.weighting().flatMap(this::guess).ifPresent(notes::add);
    return notes;
  }

  private String abstentions(PilotCounts pilot) {
    double abstained = pilot.abstainedDraws();
    return String.format(
        Locale.ROOT,
        "the labeler abstains where it is less than %s sure, in %.1f%% of the pilot's draws: they are of"
            + " no cell, and rejected",
        run.config().associate().abstainBelow(),
        100 * abstained / (abstained + pilot.labelledDraws()));
  }

  /** What to say of expected counts that rest on little. */
  private Optional<String> guess(Weighting weighting) {
    double unknown = counts.unknownShare(weighting.weights().weights());
    return unknown > NOTABLE
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the expected counts are a guess: %.0f%% of the weights are of components that no"
                    + " labelled image and no image of the pilot fell to; more labelled images or a"
                    + " larger isonomy.associate.pilot-per-cell would tell",
                100 * unknown))
        : Optional.empty();
  }

  private Optional<String> reached(GenerationPlan plan) {
    List<String> cells =
        draws.searches().stream()
            .filter(CellSearch.Found::reached)
            .filter(found -> plan.quotas()[found.cell()] > 0)
            .map(found -> space.cellName(found.cell()))
            .toList();
    return cells.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "no labelled image is of "
                + String.join(", ", cells)
                + ", which the pilot reached through components of neighbouring cells or of none");
  }

  private static String summary(GenerationPlan plan) {
    double[] between = plan.expectedDrawsInterval();
    String certainty =
        plan.drawsError() > 0
            ? String.format(Locale.ROOT, " (95%%: %,.0f to %,.0f)", between[0], between[1])
            : "";
    return String.format(
        Locale.ROOT,
        "%,d images in %d cells, %d units, about %,.0f draws%s",
        plan.images(),
        plan.space().cellCount(),
        plan.layout().unitCount(),
        plan.expectedDraws(),
        certainty);
  }
}
