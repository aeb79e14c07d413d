package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.projection.PrincipalComponents;
import java.util.Locale;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;

/**
 * A mixture as spark.ml's own model, which computes responsibilities as (w_k pdf_k(x) + e) / sum_j
 * (w_j pdf_j(x) + e) in linear space, e = 2.2e-16.
 *
 * <p>The log densities of a component's rows lie about their mean with a standard deviation of
 * sqrt(d / 2). All of them, six deviations to both sides, have to be above the underflow of pdf_k
 * and, times the weight, far above e and below the overflow. A factor common to all weights cancels
 * in the responsibilities, so underflow is the only limit. Scaling the rows first moves their
 * densities anywhere.
 */
final class MllibExport {
  /** exp of this number is still a normal double, with full relative precision. */
  private static final double LEAST_LOG_DENSITY = -700;

  /** The largest log of weight times density; exp of 709 is the largest double. */
  private static final double MOST_WEIGHTED = 690;

  /** The smallest one: e is 7e-13 of it. */
  private static final double LEAST_WEIGHTED = -8;

  /** Components with smaller log weights are treated as if they had this one. */
  private static final double LEAST_LOG_WEIGHT = -30;

  private static final double DEVIATIONS = 6;

  private final ProjectedMixture mixture;
  private final int d;
  private final double least; // of a row's log density under its own component
  private final double most;

  MllibExport(ProjectedMixture mixture) {
    this.mixture = mixture;
    this.d = mixture.dimension();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double spread = DEVIATIONS * Math.sqrt(0.5 * d);
    for (int k = 0; k < mixture.mixture().componentCount(); k++) {
      double typical = -0.5 * ((d * (Math.log(2 * Math.PI) + 1)) + logDeterminant(k));
      low = Math.min(low, typical - spread);
      high = Math.max(high, typical + Math.min(spread, 0.5 * d));
    }
    this.least = low;
    this.most = high;
  }

  private double logDeterminant(int component) {
    double log = mixture.mixture().covariance().logDeterminant(component);
    return mixture.projection() instanceof PrincipalComponents principal && principal.count() < d
        ? log + ((d - principal.count()) * Math.log(principal.residualVariance()))
        : log;
  }

  /** For unscaled rows: weights multiplied by a common factor. */
  GaussianMixtureModel lifted(String uid) {
    double lift = Math.max(0, LEAST_WEIGHTED - (least + leastLogWeight()));
    if (least < LEAST_LOG_DENSITY || most + lift > MOST_WEIGHTED) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "log densities from %.0f to %.0f must be within MLlib's range, which is linear; export with toMLlibPipeline, which scales the rows",
              least,
              most));
    }
    return model(uid, 1, Math.exp(lift));
  }

  /** The factor of the rows that brings their densities into the middle of MLlib's range. */
  double scale() {
    double low = least + leastLogWeight();
    if (most - low > MOST_WEIGHTED - LEAST_WEIGHTED) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "log densities must be within %.0f of each other for MLlib but are from %.0f to %.0f",
              MOST_WEIGHTED - LEAST_WEIGHTED,
              low,
              most));
    }
    // log densities of s x are those of x minus d log s
    double wanted = 0.5 * (LEAST_WEIGHTED + MOST_WEIGHTED);
    return Math.exp(((0.5 * (low + most)) - wanted) / d);
  }

  private double leastLogWeight() {
    double smallest = 0;
    for (double each : mixture.mixture().weights()) {
      smallest = Math.min(smallest, Math.max(LEAST_LOG_WEIGHT, Math.log(each)));
    }
    return smallest;
  }

  /** For scaled rows: weights that sum to 1. */
  GaussianMixtureModel scaled(String uid, double scale) {
    return model(uid, scale, 1);
  }

  private GaussianMixtureModel model(String uid, double scale, double factor) {
    MllibConstants
        .find(); // of this process only: executors of the model's users cannot be reached from here
    GaussianMixture inner = mixture.mixture();
    double[] weights = inner.weights();
    MultivariateGaussian[] gaussians = new MultivariateGaussian[weights.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] *= factor;
      double[] mean = mixture.mean(k);
      for (int i = 0; i < d; i++) {
        mean[i] *= scale;
      }
      double[] matrix = mixture.covariance(k);
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] *= scale * scale;
      }
      gaussians[k] = new MultivariateGaussian(Vectors.dense(mean), Matrices.dense(d, d, matrix));
    }
    return new GaussianMixtureModel(uid, weights, gaussians);
  }
}
