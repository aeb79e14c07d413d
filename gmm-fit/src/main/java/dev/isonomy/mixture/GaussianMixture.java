package dev.isonomy.mixture;

import dev.isonomy.error.UserException;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A Gaussian mixture p(x) = sum_k pi_k N(x; mu_k, S_k). Immutable. Densities are computed in log
 * space, so that they neither under- nor overflow at any dimension.
 */
public final class GaussianMixture implements Serializable {
  private static final long serialVersionUID = 1L;

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

  /** The number of free parameters, which selection criteria penalize. */
  public long parameterCount() {
    long k = componentCount();
    return (k - 1) + (k * dimension()) + covariance.parameterCount(componentCount());
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

  /**
   * The mean of the mixture.
   *
   * @return sum_k pi_k mu_k, d numbers
   */
  public double[] mean() {
    double[] mean = new double[dimension()];
    for (int k = 0; k < weights.length; k++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += weights[k] * means[k][i];
      }
    }
    return mean;
  }

  /** All means, one row per component; a copy. */
  public double[][] means() {
    return Arrays.stream(means).map(double[]::clone).toArray(double[][]::new);
  }

  /** The covariance matrices. */
  public Covariance covariance() {
    return covariance;
  }

  /**
   * The logarithm of a component's weight and normalization: log pi_k - (d log 2 pi + log det S_k)
   * / 2.
   *
   * @param component a component's index
   * @return nats
   */
  public double logConstant(int component) {
    return logConstants[component];
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
    double logDensity = logSumExp(out);
    for (int k = 0; k < out.length; k++) {
      out[k] -= logDensity;
    }
    return logDensity;
  }

  /**
   * log sum_i exp(x_i), without overflow.
   *
   * @param x any numbers below infinity
   * @return the logarithm of the sum
   */
  public static double logSumExp(double[] x) {
    double most = Double.NEGATIVE_INFINITY;
    for (double each : x) {
      most = Math.max(most, each);
    }
    if (Double.isInfinite(most)) {
      return most;
    }
    double sum = 0;
    for (double each : x) {
      sum += Math.exp(each - most);
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
