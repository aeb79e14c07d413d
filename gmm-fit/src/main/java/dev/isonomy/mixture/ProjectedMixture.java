package dev.isonomy.mixture;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;

/**
 * A mixture over projections of rows, which is a mixture over the rows themselves: with principal
 * components V and a residual variance s2, its components are N(mean + V mu_k, V S_k V^T + s2 (I -
 * V V^T)).
 *
 * @param projection from d numbers to q
 * @param mixture over q numbers
 */
public record ProjectedMixture(Projection projection, GaussianMixture mixture)
    implements Serializable {

  /** The version of the JSON format of a mixture with a projection. */
  public static final int FORMAT_VERSION = 2;

  /**
   * Checks that both fit.
   *
   * @throws IllegalArgumentException if the mixture has another width than the projection gives
   */
  public ProjectedMixture {
    if (projection.dimension() != mixture.dimension()) {
      throw new IllegalArgumentException(
          "a projection to "
              + projection.dimension()
              + " numbers does not fit a mixture over "
              + mixture.dimension());
    }
  }

  /**
   * A mixture over the rows as they are.
   *
   * @param mixture over d numbers
   * @return the mixture without a projection
   */
  public static ProjectedMixture of(GaussianMixture mixture) {
    return new ProjectedMixture(new Projection.Identity(mixture.dimension()), mixture);
  }

  /** How many numbers a row has, d. */
  public int dimension() {
    return projection.inputDimension();
  }

  /**
   * The mean of a component over the rows.
   *
   * @param component a component's index
   * @return mean + V mu_k, d numbers
   */
  public double[] mean(int component) {
    double[] z = mixture.mean(component);
    return projection instanceof PrincipalComponents principal ? principal.lift(z) : z;
  }

  /**
   * The covariance of a component over the rows: V (S_k - s2 I) V^T + s2 I.
   *
   * @param component a component's index
   * @return d x d, row-major
   */
  public double[] covariance(int component) {
    double[] inner = mixture.covariance().matrix(component);
    return projection instanceof PrincipalComponents principal
        ? principal.liftCovariance(inner)
        : inner;
  }

  /**
   * log p(x), of the row and not of its projection: so that fits with other numbers of principal
   * components can be compared.
   *
   * @param x d numbers
   * @return the log density in nats
   */
  public double logDensity(double[] x) {
    return mixture.logDensity(projection.project(x)) + projection.residualLogDensity(x);
  }

  /**
   * Draws a row from a component.
   *
   * @param component a component's index
   * @param stream the random numbers of the projection
   * @param residual the random numbers of what the projection drops
   * @return d numbers
   */
  public double[] sample(int component, RandomStream stream, RandomStream residual) {
    double[] z = new double[mixture.dimension()];
    mixture.sample(component, stream, z);
    return projection.lift(z, residual);
  }

  /**
   * The same components under other weights.
   *
   * @param weights one per component, at least 0, summing to 1
   * @return the reweighted mixture
   */
  public ProjectedMixture withWeights(double[] weights) {
    return new ProjectedMixture(projection, mixture.withWeights(weights));
  }

  /** This mixture as JSON: without a projection, what {@link GaussianMixture#toJson} writes. */
  public String toJson() {
    if (!(projection instanceof PrincipalComponents components)) {
      return mixture.toJson();
    }
    Gson gson = new Gson();
    JsonObject projected = new JsonObject();
    projected.add("mean", gson.toJsonTree(components.mean()));
    projected.add("components", gson.toJsonTree(components.components()));
    projected.add("variances", gson.toJsonTree(components.variances()));
    projected.addProperty("residualVariance", components.residualVariance());
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", FORMAT_VERSION);
    json.add("principalComponents", projected);
    json.add("mixture", JsonParser.parseString(mixture.toJson()));
    return json.toString();
  }

  /**
   * Reads what {@link #toJson} or {@link GaussianMixture#toJson} wrote.
   *
   * @param text a mixture as JSON
   * @return the same mixture
   * @throws UserException if the text is not a mixture of a known version
   */
  public static ProjectedMixture fromJson(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (!json.has("principalComponents")) {
        return of(GaussianMixture.fromJson(text));
      }
      int version = json.get("formatVersion").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new UserException(
            "mixture must have formatVersion " + FORMAT_VERSION + " but has " + version);
      }
      Gson gson = new Gson();
      JsonObject projected = json.getAsJsonObject("principalComponents");
      PrincipalComponents components =
          new PrincipalComponents(
              gson.fromJson(projected.get("mean"), double[].class),
              gson.fromJson(projected.get("components"), double[][].class),
              gson.fromJson(projected.get("variances"), double[].class),
              projected.get("residualVariance").getAsDouble());
      return new ProjectedMixture(
          components, GaussianMixture.fromJson(json.get("mixture").toString()));
    } catch (JsonParseException
        | NullPointerException
        | ClassCastException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      throw new UserException("not a Gaussian mixture: " + e.getMessage(), e);
    }
  }
}
