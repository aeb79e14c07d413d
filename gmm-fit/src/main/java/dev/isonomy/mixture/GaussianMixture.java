package dev.isonomy.mixture;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A Gaussian mixture p(x) = sum_k pi_k N(x; mu_k, S_k). Immutable. Everything is computed in log
 * space, so that it holds at any dimension.
 */
public final class GaussianMixture implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The version of the JSON format that is written, and the only one that is read. */
  public static final int FORMAT_VERSION = 1;

  private static final double LOG_2_PI = Math.log(2 * Math.PI);
  private static final double SUM_TOLERANCE = 1e-6;

  private final double[] weights;
  private final double[][] means;
  private final Covariance covariance;
  private final double[] logConstants; // log pi_k - (d log 2 pi + log det S_k) / 2

  /**
   * Makes a mixture.
   *
   * @param weights one per component, at least 0, summing to 1
   * @param means one row of d numbers per component
   * @param covariance the covariance matrices
   * @throws IllegalArgumentException if the shapes do not fit, a number is not finite, or the
   *     weights do not sum to 1
   */
  public GaussianMixture(double[] weights, double[][] means, Covariance covariance) {
    if (weights.length == 0 || weights.length != means.length || !covariance.fits(weights.length)) {
      throw new IllegalArgumentException(
          "a mixture needs as many weights as means and covariances, and at least one");
    }
    double sum = 0;
    for (double each : weights) {
      if (!(each >= 0)) {
        throw new IllegalArgumentException("weights must be at least 0 but was " + each);
      }
      sum += each;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException("weights must sum to 1 but sum to " + sum);
    }
    for (double[] mean : means) {
      if (mean.length != covariance.dimension()) {
        throw new IllegalArgumentException(
            "means must have " + covariance.dimension() + " numbers but has " + mean.length);
      }
      for (double each : mean) {
        if (!Double.isFinite(each)) {
          throw new IllegalArgumentException("means must be finite but was " + each);
        }
      }
    }
    this.weights = weights.clone();
    this.means = Arrays.stream(means).map(double[]::clone).toArray(double[][]::new);
    this.covariance = covariance;
    this.logConstants = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      logConstants[k] =
          Math.log(weights[k]) - (0.5 * ((dimension() * LOG_2_PI) + covariance.logDeterminant(k)));
    }
  }

  /** The number of coordinates d. */
  public int dimension() {
    return covariance.dimension();
  }

  /** The number of components K. */
  public int componentCount() {
    return weights.length;
  }

  /** How many free numbers the mixture has, as a criterion that penalizes them counts. */
  public long parameterCount() {
    long k = componentCount();
    long d = dimension();
    long rank = covariance instanceof LowRankCovariance low ? low.rank() : 0;
    long matrices =
        switch (covariance.type()) {
          case TIED -> d * (d + 1) / 2;
          case FULL -> k * d * (d + 1) / 2;
          case DIAGONAL -> k * d;
          case SPHERICAL -> k;
          // W is known up to a rotation
          case LOW_RANK -> k * ((d * (rank + 1)) - (rank * (rank - 1) / 2));
        };
    return (k - 1) + (k * d) + matrices;
  }

  /** pi_k, one per component; a copy. */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * mu_k.
   *
   * @param component a component's index
   * @return d numbers; a copy
   */
  public double[] mean(int component) {
    return means[component].clone();
  }

  /** All means, one row per component; a copy. */
  public double[][] means() {
    return Arrays.stream(means).map(double[]::clone).toArray(double[][]::new);
  }

  /** The covariance matrices. */
  public Covariance covariance() {
    return covariance;
  }

  /** log pi_k - (d log 2 pi + log det S_k) / 2. */
  double logConstant(int component) {
    return logConstants[component];
  }

  /** mu_k, not a copy. */
  double[] meanInPlace(int component) {
    return means[component];
  }

  /**
   * log p(x).
   *
   * @param x d numbers
   * @return the log density in nats
   */
  public double logDensity(double[] x) {
    return logResponsibilities(x, new double[componentCount()]);
  }

  /**
   * log p(k | x) for every component.
   *
   * @param x d numbers
   * @param out K numbers; overwritten
   * @return log p(x) in nats
   * @throws UserException if x has another width
   */
  public double logResponsibilities(double[] x, double[] out) {
    if (x.length != dimension()) {
      throw new UserException("a row must have " + dimension() + " numbers but has " + x.length);
    }
    double[] centred = new double[x.length];
    for (int k = 0; k < out.length; k++) {
      for (int i = 0; i < x.length; i++) {
        centred[i] = x[i] - means[k][i];
      }
      out[k] = logConstants[k] - (0.5 * covariance.squaredDistance(k, centred));
    }
    double logDensity = logSumExp(out, 0, out.length);
    for (int k = 0; k < out.length; k++) {
      out[k] -= logDensity;
    }
    return logDensity;
  }

  /** log sum_i exp(x_i) over a stretch, without overflow. */
  static double logSumExp(double[] x, int from, int to) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      most = Math.max(most, x[i]);
    }
    if (Double.isInfinite(most)) {
      return most;
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(x[i] - most);
    }
    return most + Math.log(sum);
  }

  /**
   * Draws from N(mu_k, S_k).
   *
   * @param component a component's index
   * @param stream the random numbers
   * @param out d numbers; overwritten
   */
  public void sample(int component, RandomStream stream, double[] out) {
    System.arraycopy(means[component], 0, out, 0, dimension());
    covariance.addDraw(component, stream, out);
  }

  /**
   * The same components under other weights.
   *
   * @param newWeights one per component, at least 0, summing to 1
   * @return the reweighted mixture
   */
  public GaussianMixture withWeights(double[] newWeights) {
    return new GaussianMixture(newWeights, means, covariance);
  }

  /** This mixture as JSON; {@link #fromJson} reads it back exactly. */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", FORMAT_VERSION);
    json.addProperty("covarianceType", covariance.type().id());
    json.addProperty("dimension", dimension());
    json.add("weights", array(weights));
    json.add("means", rows(means));
    json.add("covariance", rows(covariance.parameters()));
    return json.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param text a mixture as JSON
   * @return the same mixture
   * @throws UserException if the text is not a mixture of this version
   */
  public static GaussianMixture fromJson(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int version = json.get("formatVersion").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new UserException(
            "mixture must have formatVersion " + FORMAT_VERSION + " but has " + version);
      }
      return new GaussianMixture(
          numbers(json.getAsJsonArray("weights")),
          numberRows(json.getAsJsonArray("means")),
          Covariance.of(
              CovarianceType.fromName(json.get("covarianceType").getAsString()),
              json.get("dimension").getAsInt(),
              numberRows(json.getAsJsonArray("covariance"))));
    } catch (JsonParseException
        | NullPointerException
        | ClassCastException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      throw new UserException("not a Gaussian mixture: " + e.getMessage(), e);
    }
  }

  private static JsonArray array(double[] numbers) {
    JsonArray array = new JsonArray(numbers.length);
    for (double each : numbers) {
      array.add(each);
    }
    return array;
  }

  private static JsonArray rows(double[][] rows) {
    JsonArray array = new JsonArray(rows.length);
    for (double[] row : rows) {
      array.add(array(row));
    }
    return array;
  }

  private static double[] numbers(JsonArray array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsDouble();
    }
    return numbers;
  }

  private static double[][] numberRows(JsonArray array) {
    double[][] rows = new double[array.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = numbers(array.get(i).getAsJsonArray());
    }
    return rows;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GaussianMixture that
        && covariance.type() == that.covariance.type()
        && Arrays.equals(weights, that.weights)
        && Arrays.deepEquals(means, that.means)
        && Arrays.deepEquals(covariance.parameters(), that.covariance.parameters());
  }

  @Override
  public int hashCode() {
    return (31 * Arrays.hashCode(weights)) + Arrays.deepHashCode(means);
  }

  @Override
  public String toString() {
    return "GaussianMixture["
        + covariance.type().id()
        + ", "
        + componentCount()
        + " components, d="
        + dimension()
        + "]";
  }
}
