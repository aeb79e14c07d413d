package dev.isonomy.stage;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.association.CellSearch;
import dev.isonomy.association.Pilot;
import dev.isonomy.association.PilotRule;
import dev.isonomy.config.AssociateSettings;
import dev.isonomy.config.TargetShares;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which component makes which cell: {@code association.json}. Labels give a first matrix P[cell,
 * component]; a pilot of generated and classified images refines it, as what counts is what the
 * model makes of a component, looks for cells without labels, and measures how many draws are kept.
 */
final class ComponentCells {
  private final RunContext run;
  private final IsonomyGaussianMixtureModel model;
  private final AssociateSettings settings;
  private final Set<Integer> excluded;

  ComponentCells(RunContext run) {
    this.run = run;
    this.model = IsonomyGaussianMixtureModel.load(run.directory().uri(Artifacts.MODEL));
    this.settings = run.config().associate();
    this.excluded = TargetShares.excluded(run.config().target(), run.space());
  }

  void associate() {
    LatentCount.requireWhole(run);
    AssociationCounts found = labels();
    CellAssociation labels = found.fromLabels();
    CellDraws draws;
    if (settings.pilotPerCell() > 0) {
      Pilot.Result pilot = pilot(labels).run();
      found = found.withPilot(pilot.counts());
      draws = CellDraws.of(pilot);
    } else {
      double[][] drawn =
          labels.componentsForCells(model.mixture().weights(), run.config().plan().minimumPurity());
      excluded.forEach(cell -> Arrays.fill(drawn[cell], 0));
      draws = CellDraws.unmeasured(labels, drawn);
    }
    JsonObject json = found.toJson();
    json.add(CellDraws.NAME, draws.toJson(run.space()));
    draws.searches().forEach(this::say);
    run.directory()
        .write(
            Artifacts.ASSOCIATION.name(),
            new GsonBuilder().setPrettyPrinting().create().toJson(json));
  }

  private AssociationCounts labels() {
    Dataset<Row> labelled = Latents.read(run).filter(functions.col(Latents.CELL).geq(0));
    double[][] counts =
        model.setLabelCol(Latents.CELL).cellCounts(labelled, run.space().cellCount());
    return new AssociationCounts(
        run.space(), settings.smoothing(), counts, settings.labelWeight(), Optional.empty());
  }

  private Pilot pilot(CellAssociation labels) {
    Draws draws = new Draws(run, new MixtureLatents(model.projectedMixture()));
    int cells = run.space().cellCount();
    int components = labels.componentCount();
    return new Pilot(
        labels,
        model.result().componentCells(),
        model.mixture().weights(),
        new Pilot.Settings(
            new PilotRule(
                settings.pilotPerCell(), settings.pilotMostPerCell(), settings.pilotError()),
            run.config().plan().minimumPurity(),
            settings.labelWeight(),
            excluded),
        (first, round) -> {
          double[][] counts = new double[cells][components];
          draws
              .classified("pilot", Draws.PILOT, first, round.count(), round.weights())
              .forEach(each -> counts[each.cell()][each.component()]++);
          return counts;
        });
  }

  private void say(CellSearch.Found found) {
    run.console()
        .note(
            "associate %s has no labelled image: %s (%s)"
                .formatted(
                    run.space().cellName(found.cell()),
                    found.reached() ? "reached by the pilot" : "not reached",
                    Unreached.tried(found, run.space())));
  }
}
