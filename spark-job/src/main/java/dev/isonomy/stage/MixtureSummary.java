package dev.isonomy.stage;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;

/**
 * What people want to read of a mixture, as JSON: {@code mixture.json}. The numbers that stages
 * read, thousands of times as many, are in {@link Artifacts#NUMBERS}.
 */
final class MixtureSummary {
  /** Up to 2 the file was the mixture itself. */
  static final int FORMAT_VERSION = 3;

  private MixtureSummary() {}

  static String json(IsonomyGaussianMixtureModel model, AttributeSpace space) {
    GaussianMixture mixture = model.mixture();
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", FORMAT_VERSION);
    json.addProperty("numbers", Artifacts.NUMBERS);
    json.addProperty("latentDimension", model.numFeatures());
    json.addProperty("dimension", mixture.dimension());
    json.addProperty("covarianceType", mixture.covariance().type().id());
    json.addProperty("componentCount", mixture.componentCount());
    if (model.projection() instanceof PrincipalComponents principal) {
      json.add("principalComponents", principal(principal));
    }
    json.addProperty("iterations", model.result().trace().size());
    json.addProperty("converged", model.result().converged());
    json.addProperty("meanLogLikelihood", model.result().meanLogLikelihood());
    json.add("components", components(model, space));
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json) + "\n";
  }

  private static JsonObject principal(PrincipalComponents principal) {
    JsonObject json = new JsonObject();
    json.addProperty("count", principal.count());
    json.addProperty("explainedShare", principal.explainedShare());
    json.addProperty("residualVariance", principal.residualVariance());
    JsonArray variances = new JsonArray();
    for (double each : principal.variances()) {
      variances.add(each);
    }
    json.add("variances", variances);
    return json;
  }

  /** Weight and, where it was seeded in one, cell of each component. */
  private static JsonArray components(IsonomyGaussianMixtureModel model, AttributeSpace space) {
    double[] weights = model.weights();
    int[] cells = model.result().componentCells();
    JsonArray components = new JsonArray();
    for (int k = 0; k < weights.length; k++) {
      JsonObject component = new JsonObject();
      component.addProperty("weight", weights[k]);
      if (cells[k] >= 0) {
        component.addProperty("cell", space.cellName(cells[k]));
      } else {
        component.add("cell", JsonNull.INSTANCE);
      }
      components.add(component);
    }
    return components;
  }
}
