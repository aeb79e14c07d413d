package dev.isonomy.stage;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.config.AssociateSettings;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import dev.isonomy.udf.DrawnPicture;
import java.util.List;
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
    CellAssociation labels = CellAssociation.estimate(run.space(), counts, settings.smoothing());
    JsonObject json = new JsonObject();
    json.add("labels", labels.toJson());
    CellAssociation refined = labels;
    if (settings.pilotPerCell() > 0) {
      double[][] pilot = pilot(run, labels, model);
      refined = labels.refine(pilot, settings.labelWeight());
      json.add("pilotCounts", new GsonBuilder().create().toJsonTree(pilot));
    }
    json.add("refined", refined.toJson());
    run.directory()
        .write(
            Stage.ASSOCIATE.artifact(),
            new GsonBuilder().setPrettyPrinting().create().toJson(json));
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
    List<DrawnPicture> pictures =
        new Draws(run, new MixtureLatents(model.projectedMixture()))
            .collect("pilot", Draws.PILOT, draws, weights);
    double[][] counts = new double[given.length][weights.length];
    for (DrawnPicture picture : pictures) {
      counts[picture.judgement().cell()][picture.component()]++;
    }
    return counts;
  }
}
