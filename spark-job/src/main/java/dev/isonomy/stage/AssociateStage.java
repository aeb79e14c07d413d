package dev.isonomy.stage;

import com.google.gson.GsonBuilder;
import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.config.AssociateSettings;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which component makes which cell: {@code association.json}. Labels give a first matrix P[cell,
 * component]; a pilot of generated and classified images refines it, as what counts is what the
 * model makes of a component.
 */
final class AssociateStage {
  private AssociateStage() {}

  static void run(RunContext run) {
    LatentCount.requireWhole(run);
    IsonomyGaussianMixtureModel model =
        IsonomyGaussianMixtureModel.load(run.directory().uri(Artifacts.MODEL));
    AssociateSettings settings = run.config().associate();
    Dataset<Row> labelled = Latents.read(run).filter(functions.col(Latents.CELL).geq(0));
    double[][] counts =
        model.setLabelCol(Latents.CELL).cellCounts(labelled, run.space().cellCount());
    AssociationCounts found =
        new AssociationCounts(
            run.space(), settings.smoothing(), counts, settings.labelWeight(), Optional.empty());
    if (settings.pilotPerCell() > 0) {
      found = found.withPilot(pilot(run, found.fromLabels(), model));
    }
    run.directory()
        .write(
            Stage.ASSOCIATE.artifact(),
            new GsonBuilder().setPrettyPrinting().create().toJson(found.toJson()));
  }

  /** Images of each cell and component: drawn from the components as the plan would draw them. */
  private static double[][] pilot(
      RunContext run, CellAssociation labels, IsonomyGaussianMixtureModel model) {
    double[][] given =
        labels.componentsForCells(model.mixture().weights(), run.config().plan().minimumPurity());
    double[] weights = new double[labels.componentCount()];
    for (double[] cell : given) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += cell[k] / given.length;
      }
    }
    int draws = Math.multiplyExact(run.config().associate().pilotPerCell(), given.length);
    double[][] counts = new double[given.length][weights.length];
    for (int[] drawn :
        new Draws(run, new MixtureLatents(model.projectedMixture()))
            .cells("pilot", Draws.PILOT, draws, weights)) {
      counts[drawn[0]][drawn[1]]++;
    }
    return counts;
  }
}
