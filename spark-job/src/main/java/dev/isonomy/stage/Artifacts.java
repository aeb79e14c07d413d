package dev.isonomy.stage;

import com.google.gson.JsonParser;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.plan.GenerationPlan;

/** Reads what earlier stages wrote. */
final class Artifacts {
  /** The mixture as readable JSON, beside the Spark ML model. */
  static final String MIXTURE = "mixture/mixture.json";

  /** The Spark ML model. */
  static final String MODEL = "mixture/model";

  /** Log-likelihood, seconds and bytes of every iteration. */
  static final String TRACE = "mixture/trace.json";

  /** What generation took: seconds and images of every attempt. */
  static final String GENERATION = "stages/generation.json";

  private Artifacts() {}

  /** The mixture over the latents, or over their principal components. */
  static GaussianMixture mixture(RunDirectory directory) {
    return latents(directory).mixture().mixture();
  }

  /** The mixture as a source of latents, in their own space. */
  static MixtureLatents latents(RunDirectory directory) {
    return new MixtureLatents(ProjectedMixture.fromJson(directory.read(MIXTURE)));
  }

  static CellAssociation association(RunDirectory directory) {
    String json = directory.read(Stage.ASSOCIATE.artifact());
    return CellAssociation.fromJson(
        JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("refined"));
  }

  static GenerationPlan plan(RunDirectory directory) {
    return GenerationPlan.fromJson(directory.read(Stage.PLAN.artifact()));
  }
}
