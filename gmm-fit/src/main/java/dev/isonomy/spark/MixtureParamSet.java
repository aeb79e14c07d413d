package dev.isonomy.spark;

import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.selection.SelectionCriterion;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The Params of an estimator and its model, made once per instance. */
final class MixtureParamSet implements Serializable {
  private static final long serialVersionUID = 1L;

  final IntParam k;
  final Param<String> covarianceType;
  final IntParam maxIter;
  final DoubleParam tol;
  final LongParam seed;
  final DoubleParam covarianceFloor;
  final IntParam restarts;
  final IntParam restartSampleSize;
  final IntParam aggregationDepth;
  final Param<String> featuresCol;
  final Param<String> predictionCol;
  final Param<String> probabilityCol;
  final Param<String> weightCol;
  final Param<String> labelCol;
  final Param<String> idCol;
  final IntParam seedsPerCell;
  final Param<String> labels;
  final Param<String> engine;
  final IntParam pcaDimension;
  final DoubleParam pcaVarianceShare;

  final IntArrayParam kCandidates;
  final Param<String> kSelection;
  final DoubleParam heldOutShare;
  final IntParam rank;

  MixtureParamSet(Params owner) {
    String parent = owner.uid();
    k = new IntParam(parent, "k", "number of components, at least 1", ParamValidators.gtEq(1));
    covarianceType =
        new Param<>(
            parent,
            "covarianceType",
            "kind of covariance matrices: tied, full, diagonal, spherical, lowRank",
            ParamValidators.inArray(
                Arrays.stream(CovarianceType.values())
                    .map(CovarianceType::id)
                    .toArray(String[]::new)));
    maxIter =
        new IntParam(parent, "maxIter", "most EM iterations, at least 0", ParamValidators.gtEq(0));
    tol =
        new DoubleParam(
            parent,
            "tol",
            "converged when an iteration gains less than this many nats per row, at least 0",
            ParamValidators.gtEq(0));
    seed = new LongParam(parent, "seed", "seed of the starts");
    covarianceFloor =
        new DoubleParam(
            parent,
            "covarianceFloor",
            "least variance of a component in any direction, as a share of the data's mean"
                + " variance",
            ParamValidators.inRange(0, 1, false, false));
    restarts =
        new IntParam(
            parent, "restarts", "starts tried on a sample, at least 1", ParamValidators.gtEq(1));
    restartSampleSize =
        new IntParam(
            parent,
            "restartSampleSize",
            "rows of the sample that starts are tried on, at least 1",
            ParamValidators.gtEq(1));
    aggregationDepth =
        new IntParam(
            parent,
            "aggregationDepth",
            "depth of the tree that merges statistics, at least 1",
            ParamValidators.gtEq(1));
    featuresCol =
        new Param<>(parent, "featuresCol", "column of rows: vectors or arrays of float or double");
    predictionCol = new Param<>(parent, "predictionCol", "output: the most probable component");
    probabilityCol = new Param<>(parent, "probabilityCol", "output: responsibilities, a vector");
    weightCol = new Param<>(parent, "weightCol", "column of row weights; all weigh 1 without it");
    labelCol =
        new Param<>(
            parent,
            "labelCol",
            "column of cells, integers; null or a negative number for a row without label");
    idCol = new Param<>(parent, "idCol", "column that names a row in an error");
    seedsPerCell =
        new IntParam(
            parent,
            "seedsPerCell",
            "components that start in each cell with labelled rows, at least 1",
            ParamValidators.gtEq(1));
    labels =
        new Param<>(
            parent,
            "labels",
            "use of labels: anchor (start in cells, and labelled rows stay with their cell's"
                + " components), seed (start in cells), ignore",
            ParamValidators.inArray(new String[] {"anchor", "seed", "ignore"}));
    engine =
        new Param<>(
            parent,
            "engine",
            "isonomy, or mllib for Spark's own GaussianMixture on rescaled data",
            ParamValidators.inArray(new String[] {"isonomy", "mllib"}));
    pcaDimension =
        new IntParam(
            parent,
            "pcaDimension",
            "most principal components that the mixture is fitted to; 0 for any number",
            ParamValidators.gtEq(0));
    pcaVarianceShare =
        new DoubleParam(
            parent,
            "pcaVarianceShare",
            "fits to the fewest principal components that explain this share of the variance, in"
                + " (0, 1]; 1 keeps them all",
            ParamValidators.inRange(0, 1, false, true));
    kCandidates =
        new IntArrayParam(
            owner,
            "kCandidates",
            "numbers of components to choose from, each at least 1; empty takes k",
            values -> Arrays.stream(values).allMatch(k -> k >= 1));
    kSelection =
        new Param<>(
            parent,
            "kSelection",
            "how k is chosen among kCandidates: heldOut (log-likelihood of held-out rows), purity"
                + " (of components against held-out labels), bic",
            ParamValidators.inArray(
                Arrays.stream(SelectionCriterion.values())
                    .map(SelectionCriterion::id)
                    .toArray(String[]::new)));
    heldOutShare =
        new DoubleParam(
            parent,
            "heldOutShare",
            "share of the rows that score the candidates, in (0, 1)",
            ParamValidators.inRange(0, 1, false, false));
    rank =
        new IntParam(
            parent,
            "rank",
            "columns of the factor of a lowRank covariance, at least 1",
            ParamValidators.gtEq(1));
  }
}
