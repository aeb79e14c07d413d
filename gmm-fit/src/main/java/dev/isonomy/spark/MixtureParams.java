package dev.isonomy.spark;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.projection.PrincipalSettings;
import java.util.Locale;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The Params that the estimator and its model share, named and read in the conventions of spark.ml.
 */
public interface MixtureParams extends Params {
  /** The instance's Params. */
  MixtureParamSet paramSet();

  /** Number of components. */
  default IntParam k() {
    return paramSet().k;
  }

  /** Kind of covariance matrices. */
  default Param<String> covarianceType() {
    return paramSet().covarianceType;
  }

  /** Most EM iterations. */
  default IntParam maxIter() {
    return paramSet().maxIter;
  }

  /** Least gain of an iteration in nats per row. */
  default DoubleParam tol() {
    return paramSet().tol;
  }

  /** Seed of the starts. */
  default LongParam seed() {
    return paramSet().seed;
  }

  /** Least variance as a share of the data's mean variance. */
  default DoubleParam covarianceFloor() {
    return paramSet().covarianceFloor;
  }

  /** Starts tried on the sample. */
  default IntParam restarts() {
    return paramSet().restarts;
  }

  /** Rows of the sample. */
  default IntParam restartSampleSize() {
    return paramSet().restartSampleSize;
  }

  /** Depth of the tree that merges statistics. */
  default IntParam aggregationDepth() {
    return paramSet().aggregationDepth;
  }

  /** Column of rows. */
  default Param<String> featuresCol() {
    return paramSet().featuresCol;
  }

  /** Output column of components. */
  default Param<String> predictionCol() {
    return paramSet().predictionCol;
  }

  /** Output column of responsibilities. */
  default Param<String> probabilityCol() {
    return paramSet().probabilityCol;
  }

  /** Column of weights. */
  default Param<String> weightCol() {
    return paramSet().weightCol;
  }

  /** Column of cells. */
  default Param<String> labelCol() {
    return paramSet().labelCol;
  }

  /** Column of names of rows. */
  default Param<String> idCol() {
    return paramSet().idCol;
  }

  /** Components that start in each cell. */
  default IntParam seedsPerCell() {
    return paramSet().seedsPerCell;
  }

  /** Use of labels. */
  default Param<String> labels() {
    return paramSet().labels;
  }

  /** Who computes the fit. */
  default Param<String> engine() {
    return paramSet().engine;
  }

  /** Most principal components. */
  default IntParam pcaDimension() {
    return paramSet().pcaDimension;
  }

  /** Share of the variance that principal components explain. */
  default DoubleParam pcaVarianceShare() {
    return paramSet().pcaVarianceShare;
  }

  /** Numbers of components to choose from. */
  default IntArrayParam kCandidates() {
    return paramSet().kCandidates;
  }

  /** How the number of components is chosen. */
  default Param<String> kSelection() {
    return paramSet().kSelection;
  }

  /** Share of the rows that score the candidates. */
  default DoubleParam heldOutShare() {
    return paramSet().heldOutShare;
  }

  /** Columns of the factor of a low-rank covariance. */
  default IntParam rank() {
    return paramSet().rank;
  }

  /** The value of {@link #k}. */
  default int getK() {
    return (Integer) getOrDefault(k());
  }

  /** The value of {@link #covarianceType}. */
  default String getCovarianceType() {
    return getOrDefault(covarianceType());
  }

  /** The value of {@link #maxIter}. */
  default int getMaxIter() {
    return (Integer) getOrDefault(maxIter());
  }

  /** The value of {@link #tol}. */
  default double getTol() {
    return (Double) getOrDefault(tol());
  }

  /** The value of {@link #seed}. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** The value of {@link #covarianceFloor}. */
  default double getCovarianceFloor() {
    return (Double) getOrDefault(covarianceFloor());
  }

  /** The value of {@link #restarts}. */
  default int getRestarts() {
    return (Integer) getOrDefault(restarts());
  }

  /** The value of {@link #restartSampleSize}. */
  default int getRestartSampleSize() {
    return (Integer) getOrDefault(restartSampleSize());
  }

  /** The value of {@link #aggregationDepth}. */
  default int getAggregationDepth() {
    return (Integer) getOrDefault(aggregationDepth());
  }

  /** The value of {@link #featuresCol}. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** The value of {@link #predictionCol}. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** The value of {@link #probabilityCol}. */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /** The value of {@link #weightCol}; fails where it is not set. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** The value of {@link #labelCol}; fails where it is not set. */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** The value of {@link #idCol}; fails where it is not set. */
  default String getIdCol() {
    return getOrDefault(idCol());
  }

  /** The value of {@link #seedsPerCell}. */
  default int getSeedsPerCell() {
    return (Integer) getOrDefault(seedsPerCell());
  }

  /** The value of {@link #labels}. */
  default String getLabels() {
    return getOrDefault(labels());
  }

  /** The value of {@link #engine}. */
  default String getEngine() {
    return getOrDefault(engine());
  }

  /** The value of {@link #pcaDimension}. */
  default int getPcaDimension() {
    return (Integer) getOrDefault(pcaDimension());
  }

  /** The value of {@link #pcaVarianceShare}. */
  default double getPcaVarianceShare() {
    return (Double) getOrDefault(pcaVarianceShare());
  }

  /** The value of {@link #kCandidates}. */
  default int[] getKCandidates() {
    return getOrDefault(kCandidates());
  }

  /** The value of {@link #kSelection}. */
  default String getKSelection() {
    return getOrDefault(kSelection());
  }

  /** The value of {@link #heldOutShare}. */
  default double getHeldOutShare() {
    return (Double) getOrDefault(heldOutShare());
  }

  /** The value of {@link #rank}. */
  default int getRank() {
    return (Integer) getOrDefault(rank());
  }

  /** The principal components that were asked for. */
  default PrincipalSettings principalSettings() {
    return new PrincipalSettings(getPcaDimension(), getPcaVarianceShare());
  }

  /** What was asked for, checked, as the fit in {@link dev.isonomy.mixture} takes it. */
  default MixtureSettings settings() {
    return new MixtureSettings(
        getK(),
        CovarianceType.fromName(getCovarianceType()),
        getMaxIter(),
        getTol(),
        getCovarianceFloor(),
        getRestarts(),
        getSeed(),
        getSeedsPerCell(),
        MixtureSettings.LabelUse.valueOf(getLabels().toUpperCase(Locale.ROOT)),
        getRank());
  }

  /**
   * The schema with the output columns.
   *
   * @param schema of the input
   * @return input columns, then prediction (int) and probability (vector), each unless its name is
   *     empty
   * @throws UserException if a column is missing, has another type, or an output column exists
   */
  default StructType outputSchema(StructType schema) {
    checkInput(schema);
    StructType output = schema;
    if (!getPredictionCol().isEmpty()) {
      output = appended(output, getPredictionCol(), DataTypes.IntegerType);
    }
    if (!getProbabilityCol().isEmpty()) {
      output = appended(output, getProbabilityCol(), SQLDataTypes.VectorType());
    }
    return output;
  }

  private static StructType appended(StructType schema, String name, DataType type) {
    for (String each : schema.fieldNames()) {
      if (each.equalsIgnoreCase(name)) { // to Spark, one would replace the other
        throw new UserException(
            "output column "
                + Quoted.of(name)
                + " exists already"
                + (each.equals(name) ? "" : " as " + Quoted.of(each))
                + "; name another one");
      }
    }
    return schema.add(name, type, false);
  }

  private void checkInput(StructType schema) {
    DataType features = Columns.field(schema, getFeaturesCol(), "featuresCol").dataType();
    boolean array =
        features instanceof ArrayType of
            && (of.elementType().equals(DataTypes.FloatType)
                || of.elementType().equals(DataTypes.DoubleType));
    if (!array && !features.equals(SQLDataTypes.VectorType())) {
      throw new UserException(
          "column "
              + Quoted.of(getFeaturesCol())
              + " must be a vector or an array of float or double but is "
              + features.simpleString());
    }
    if (isDefined(weightCol())) {
      requireNumbers(schema, "weightCol", getWeightCol());
    }
    if (isDefined(labelCol())) {
      requireNumbers(schema, "labelCol", getLabelCol());
    }
    if (isDefined(idCol())) {
      Columns.field(schema, getIdCol(), "idCol");
    }
  }

  private static void requireNumbers(StructType schema, String param, String name) {
    DataType type = Columns.field(schema, name, param).dataType();
    if (!(type instanceof NumericType)) {
      throw new UserException(
          "column "
              + Quoted.of(name)
              + " ("
              + param
              + ") must hold numbers but is "
              + type.simpleString());
    }
  }
}
