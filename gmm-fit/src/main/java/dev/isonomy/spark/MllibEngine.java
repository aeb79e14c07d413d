package dev.isonomy.spark;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitIteration;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.MixtureFit;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;

/**
 * Spark's own GaussianMixture on rescaled rows, as the baseline.
 *
 * <p>It compares densities with the machine epsilon in linear space, so it collapses where
 * densities are tiny: at unit variance from about 25 dimensions. The rows are scaled so that a
 * typical log density is {@value #TYPICAL_LOG_DENSITY}; means and covariances are scaled back.
 */
final class MllibEngine {
  /** Far above log(epsilon) = -36, far below log(Double.MAX_VALUE) = 709. */
  static final double TYPICAL_LOG_DENSITY = 20;

  private MllibEngine() {}

  static FitResult fit(Dataset<?> dataset, MixtureParams params, MixtureSettings settings) {
    if (settings.covarianceType() != CovarianceType.FULL) {
      throw new UserException(
          "engine mllib fits full covariances only: set covarianceType to full, but was "
              + settings.covarianceType().id());
    }
    if (!params.principalSettings().isNone()) {
      throw new UserException(
          "engine mllib takes rows as they are: set pcaDimension to 0 and pcaVarianceShare to 1, or"
              + " put spark.ml's PCA in front");
    }
    BlockRows rows = BlockRows.of(dataset, params);
    int d = rows.dimension();
    RowSurvey survey =
        RowSurvey.of(rows.blocks(), Moments.empty(d), 0, 1, params.getAggregationDepth());
    Moments moments = survey.checkedMoments();
    MixtureFit.checkMoments(moments);
    double scale = scale(moments, settings);
    MllibConstants.find();
    UDF1<Vector, Vector> multiply =
        x -> {
          MllibConstants.find(); // in the executor, before MLlib sees the row there
          return scaled(x, scale);
        };
    UserDefinedFunction function = udf(multiply, SQLDataTypes.VectorType());
    Columns.Renamed named = Columns.distinct(dataset);
    Column features = BlockRows.features(named, dataset.schema(), params.getFeaturesCol());
    Column weight =
        params.isDefined(params.weightCol()) ? named.column(params.getWeightCol()) : lit(1.0);
    // Under names of its own: spark.ml takes a dot in a name for a field of a struct.
    Dataset<Row> scaledRows =
        named.rows().select(function.apply(features).as("scaled"), weight.as("weight"));
    org.apache.spark.ml.clustering.GaussianMixture stock =
        new org.apache.spark.ml.clustering.GaussianMixture()
            .setFeaturesCol("scaled")
            .setPredictionCol("isonomyPrediction")
            .setProbabilityCol("isonomyProbability")
            .setK(settings.components())
            .setMaxIter(Math.max(1, settings.maxIterations()))
            .setTol(settings.tolerance() * moments.weight())
            .setSeed(settings.seed())
            .setAggregationDepth(Math.max(2, params.getAggregationDepth()));
    if (params.isDefined(params.weightCol())) {
      stock.setWeightCol("weight");
    }
    long begun = System.nanoTime();
    GaussianMixtureModel model = stock.fit(scaledRows);
    double seconds = (System.nanoTime() - begun) * 1e-9;
    return result(model, scale, moments, seconds);
  }

  /** The factor s that brings a typical log density of s x to the wanted one. */
  private static double scale(Moments moments, MixtureSettings settings) {
    int d = moments.dimension();
    double typical =
        -0.5
            * (d * (Math.log(2 * Math.PI) + 1)
                + moments.logDeterminant(settings.covarianceFloor()));
    return Math.exp((typical - TYPICAL_LOG_DENSITY) / d);
  }

  private static Vector scaled(Vector x, double scale) {
    double[] y = x.toArray().clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= scale;
    }
    return Vectors.dense(y);
  }

  private static FitResult result(
      GaussianMixtureModel model, double scale, Moments moments, double seconds) {
    MultivariateGaussian[] gaussians = model.gaussians();
    int d = moments.dimension();
    double[][] means = new double[gaussians.length][];
    double[][] matrices = new double[gaussians.length][];
    for (int k = 0; k < gaussians.length; k++) {
      means[k] = scaled(gaussians[k].mean(), 1 / scale).toArray();
      matrices[k] = gaussians[k].cov().toArray(); // symmetric: the order of its entries is the same
      for (int i = 0; i < matrices[k].length; i++) {
        matrices[k][i] /= scale * scale;
      }
    }
    GaussianMixture mixture;
    try {
      mixture =
          new GaussianMixture(
              model.weights(), means, Covariance.of(CovarianceType.FULL, d, matrices));
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "engine mllib found a singular covariance; use engine isonomy or a smaller k", e);
    }
    // densities of s x are those of x divided by s^d
    double likelihood =
        (model.summary().logLikelihood() / moments.weight()) + (d * Math.log(scale));
    int[] cells = new int[gaussians.length];
    Arrays.fill(cells, RowBlock.NO_CELL);
    int iterations = model.summary().numIter();
    return new FitResult(
        mixture,
        cells,
        List.of(new FitIteration(iterations, likelihood, seconds, 0, 0)),
        likelihood,
        iterations < model.getMaxIter());
  }
}
