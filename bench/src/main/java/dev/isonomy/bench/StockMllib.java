package dev.isonomy.bench;

import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.spark.MllibConstants;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Spark's own mixture, as it is. */
final class StockMllib {
  private StockMllib() {}

  /** The mixture after some iterations; the seed alone determines where it starts. */
  static GaussianMixture fit(Dataset<Row> rows, int k, int iterations, long seed) {
    return fit(rows, k, iterations, 0, seed);
  }

  /**
   * The mixture after its last iteration.
   *
   * @param leastGain ends when an iteration gains less than this many nats in all rows together
   */
  static GaussianMixture fit(
      Dataset<Row> rows, int k, int iterations, double leastGain, long seed) {
    MllibConstants.find();
    GaussianMixtureModel model =
        new org.apache.spark.ml.clustering.GaussianMixture()
            .setK(k)
            .setMaxIter(iterations)
            .setTol(leastGain)
            .setSeed(seed)
            .fit(rows);
    MultivariateGaussian[] gaussians = model.gaussians();
    double[][] means = new double[k][];
    double[][] covariances = new double[k][];
    for (int c = 0; c < k; c++) {
      means[c] = gaussians[c].mean().toArray();
      covariances[c] = gaussians[c].cov().toArray();
    }
    return new GaussianMixture(
        model.weights(), means, Covariance.of(CovarianceType.FULL, means[0].length, covariances));
  }
}
