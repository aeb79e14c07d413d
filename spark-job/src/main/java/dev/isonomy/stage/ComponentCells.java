package dev.isonomy.stage;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.association.CellSearch;
import dev.isonomy.association.Pilot;
import dev.isonomy.association.PilotCounts;
import dev.isonomy.association.PilotRule;
import dev.isonomy.condition.Asked;
import dev.isonomy.config.AssociateSettings;
import dev.isonomy.config.TargetShares;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which component makes which cell: {@code association.json}. Labels give a first matrix P[cell,
 * component]; a pilot of generated and classified images refines it, as what counts is what the
 * model makes of a component, looks for cells without labels, and measures how many draws are kept.
 */
final class ComponentCells {
  /** Draws of a pilot are numbered below this. */
  static final long DRAWS_OF_A_PROMPT = 1L << 32;

  private final RunContext run;
  private final IsonomyGaussianMixtureModel model;
  private final AssociateSettings settings;
  private final Asked asked;
  private final Set<Integer> excluded;
  private double surest;

  ComponentCells(RunContext run) {
    this.run = run;
    this.model = IsonomyGaussianMixtureModel.load(run.directory().uri(Artifacts.MODEL));
    this.settings = run.config().associate();
    this.asked = run.asked();
    this.excluded = TargetShares.excluded(run.config().target(), asked.space());
  }

  void associate() {
    LatentCount.requireWhole(run);
    AssociationCounts found = labels();
    CellAssociation labels = found.fromLabels();
    Draws drawn = new Draws(run, new MixtureLatents(model.projectedMixture()));
    List<CellDraws> byPrompt = new ArrayList<>();
    PilotCounts counts = PilotCounts.none(run.space().cellCount(), labels.componentCount());
    for (int prompt = 0; prompt < asked.prompts(); prompt++) {
      if (settings.pilotPerCell() > 0) {
        Pilot.Result pilot = pilot(labels, drawn, prompt).run();
        counts = counts.plus(pilot.counts());
        byPrompt.add(CellDraws.of(pilot));
      } else {
        byPrompt.add(unmeasured(labels, prompt));
      }
    }
    if (settings.pilotPerCell() > 0) {
      found = found.withPilot(counts);
      sayAbstentions(counts);
    }
    CellDraws draws = CellDraws.ofPrompts(byPrompt);
    JsonObject json = found.toJson();
    json.add(CellDraws.NAME, draws.toJson(asked.space()));
    draws.searches().forEach(this::say);
    if (settings.pilotPerCell() > 0 && !run.prompts().phrasings().isEmpty()) {
      PhrasingDraws phrasings = new PhrasingCells(run, this::pilotSettings).associate();
      json.add(PhrasingDraws.NAME, phrasings.toJson(run.space(), asked.space()));
    }
    run.directory()
        .write(
            Artifacts.ASSOCIATION.name(),
            new GsonBuilder().setPrettyPrinting().create().toJson(json));
  }

  private CellDraws unmeasured(CellAssociation labels, int prompt) {
    double[][] drawn =
        labels.componentsForCells(model.mixture().weights(), run.config().plan().minimumPurity());
    excluded(prompt).forEach(cell -> Arrays.fill(drawn[cell], 0));
    return CellDraws.unmeasured(labels, drawn);
  }

  /** The cells that are not wanted of a prompt. */
  private Set<Integer> excluded(int prompt) {
    int cells = run.space().cellCount();
    return excluded.stream()
        .filter(pair -> pair / cells == prompt)
        .map(pair -> pair % cells)
        .collect(Collectors.toSet());
  }

  private void sayAbstentions(PilotCounts counts) {
    if (settings.abstainBelow() == 0) {
      return;
    }
    if (!(counts.labelledDraws() > 0)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "isonomy.associate.abstain-below is %s, but the labeler is at most %.6f sure of its label"
                  + " in all %,d draws of the pilot: lower it",
              settings.abstainBelow(),
              surest,
              (long) counts.abstainedDraws()));
    }
    double draws = counts.abstainedDraws() + counts.labelledDraws();
    run.console()
        .note(
            String.format(
                Locale.ROOT,
                "associate the labeler abstained from %,d of %,d draws of the pilot (%.0f%%)",
                (long) counts.abstainedDraws(),
                (long) draws,
                100 * counts.abstainedDraws() / draws));
  }

  private AssociationCounts labels() {
    Dataset<Row> labelled = Latents.read(run).filter(functions.col(Latents.CELL).geq(0));
    double[][] counts =
        model.setLabelCol(Latents.CELL).cellCounts(labelled, run.space().cellCount());
    return new AssociationCounts(
        run.space(), settings.smoothing(), counts, settings.labelWeight(), Optional.empty());
  }

  /** Each prompt has a pilot of its own: what it makes of a component is its own. */
  private Pilot pilot(CellAssociation labels, Draws draws, int prompt) {
    int cells = run.space().cellCount();
    int components = labels.componentCount();
    return new Pilot(
        labels,
        model.result().componentCells(),
        model.mixture().weights(),
        pilotSettings(prompt),
        (first, round) -> {
          List<Draws.Classified> classified =
              draws.classified(
                  "pilot",
                  Draws.PILOT,
                  prompt * DRAWS_OF_A_PROMPT + first,
                  round.count(),
                  ofPrompt(prompt, round.weights()));
          classified.forEach(each -> surest = Math.max(surest, each.confidence()));
          return Draws.counted(classified, cells, components, settings.abstainBelow());
        });
  }

  private Pilot.Settings pilotSettings(int prompt) {
    return new Pilot.Settings(
        new PilotRule(settings.pilotPerCell(), settings.pilotMostPerCell(), settings.pilotError()),
        run.config().plan().minimumPurity(),
        settings.labelWeight(),
        excluded(prompt));
  }

  private double[] ofPrompt(int prompt, double[] weights) {
    if (!asked.byPrompt()) {
      return weights;
    }
    double[] all = new double[asked.prompts() * weights.length];
    System.arraycopy(weights, 0, all, prompt * weights.length, weights.length);
    return all;
  }

  private void say(CellSearch.Found found) {
    run.console()
        .note(
            "associate %s has no labelled image: %s (%s)"
                .formatted(
                    asked.space().cellName(found.cell()),
                    found.reached() ? "reached by the pilot" : "not reached",
                    Unreached.OF_COMPONENTS.tried(found, asked.space())));
  }
}
