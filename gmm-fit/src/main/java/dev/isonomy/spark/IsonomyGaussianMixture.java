package dev.isonomy.spark;

import com.google.gson.JsonObject;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.fit.FitListener;
import dev.isonomy.mixture.fit.FitSize;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.fit.ProjectedFit;
import dev.isonomy.mixture.projection.PrincipalSettings;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.mixture.selection.CandidateScore;
import dev.isonomy.mixture.selection.CandidateScores;
import dev.isonomy.mixture.selection.RowSplit;
import dev.isonomy.mixture.selection.SelectionCriterion;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A Gaussian mixture fitted to a column of vectors, or arrays of numbers, by EM in log space, right
 * at hundreds of dimensions.
 *
 * <p>With {@code pcaDimension} or {@code pcaVarianceShare}, rows are projected to their principal
 * components first, and the variance that these leave out is kept.
 *
 * <p>With {@code kCandidates}, the number of components is chosen among them as {@code kSelection}
 * says.
 *
 * <p>One pass takes moments and a sample; starts are tried on the sample; then every iteration is
 * one job that sums one mergeable statistic per partition in a tree. With {@code labelCol},
 * components start in the cells of the labelled rows.
 */
public final class IsonomyGaussianMixture extends Estimator<IsonomyGaussianMixtureModel>
    implements MixtureParams, MLWritable {
  private static final long serialVersionUID = 1L;

  /** Two components, as spark.ml's own mixture has by default. */
  public static final int DEFAULT_K = 2;

  /** Enough rows for a start at hundreds of dimensions, few enough for the driver. */
  public static final int DEFAULT_RESTART_SAMPLE_SIZE = 20_000;

  /** As everywhere in spark.ml. */
  public static final int DEFAULT_AGGREGATION_DEPTH = 2;

  private final String uid;
  private final MixtureParamSet paramSet;

  /** Makes an estimator with all defaults. */
  public IsonomyGaussianMixture() {
    this(Identifiable.randomUID("isonomyGaussianMixture"));
  }

  /**
   * Makes an estimator with all defaults.
   *
   * @param uid its unique name
   */
  public IsonomyGaussianMixture(String uid) {
    this.uid = uid;
    this.paramSet = new MixtureParamSet(this);
    setDefaults(this);
  }

  static void setDefaults(MixtureParams params) {
    params.setDefault(params.k(), DEFAULT_K);
    params.setDefault(params.covarianceType(), "tied");
    params.setDefault(params.maxIter(), MixtureSettings.DEFAULT_MAX_ITERATIONS);
    params.setDefault(params.tol(), MixtureSettings.DEFAULT_TOLERANCE);
    params.setDefault(params.seed(), 0L);
    params.setDefault(params.covarianceFloor(), MixtureSettings.DEFAULT_COVARIANCE_FLOOR);
    params.setDefault(params.restarts(), MixtureSettings.DEFAULT_RESTARTS);
    params.setDefault(params.restartSampleSize(), DEFAULT_RESTART_SAMPLE_SIZE);
    params.setDefault(params.aggregationDepth(), DEFAULT_AGGREGATION_DEPTH);
    params.setDefault(params.featuresCol(), "features");
    params.setDefault(params.predictionCol(), "prediction");
    params.setDefault(params.probabilityCol(), "probability");
    params.setDefault(params.seedsPerCell(), MixtureSettings.DEFAULT_SEEDS_PER_CELL);
    params.setDefault(params.labels(), "anchor");
    params.setDefault(params.engine(), "isonomy");
    params.setDefault(params.pcaDimension(), 0);
    params.setDefault(params.pcaVarianceShare(), 1.0);
    params.setDefault(params.kCandidates(), new int[0]);
    params.setDefault(params.kSelection(), SelectionCriterion.HELD_OUT.id());
    params.setDefault(params.heldOutShare(), RowSplit.DEFAULT_SHARE);
    params.setDefault(params.rank(), MixtureSettings.DEFAULT_RANK);
  }

  /**
   * Fits the mixture.
   *
   * @param dataset the rows
   * @return the model with its trace
   * @throws UserException if a column or row cannot be used, or the rows cannot carry such a
   *     mixture
   */
  @Override
  public IsonomyGaussianMixtureModel fit(Dataset<?> dataset) {
    return fit(dataset, FitListener.SILENT);
  }

  /**
   * Fits the mixture, see {@link #fit(Dataset)}, and tells how far it is.
   *
   * @param dataset the rows
   * @param listener is called on this thread
   * @return the model with its trace
   */
  public IsonomyGaussianMixtureModel fit(Dataset<?> dataset, FitListener listener) {
    transformSchema(dataset.schema());
    listener.reached("reading the rows");
    if (getEngine().equals("mllib")) {
      return modelOf(ProjectedFit.unprojected(MllibEngine.fit(dataset, this, settings())));
    }
    BlockRows rows = BlockRows.of(dataset, this);
    JavaRDD<BlockOrRefusal> parts = rows.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      requirePossible(rows.dimension(), parts.getNumPartitions());
      RowProjection projection =
          DistributedProjection.projection(parts, rows.dimension(), this, listener);
      return modelOf(fit(parts, projection, listener));
    } finally {
      RowCache.release(parts);
    }
  }

  /** What no heap is large enough for, which otherwise ended in an overflow. */
  private void requirePossible(int dimension, int partitions) {
    PrincipalSettings pca = principalSettings();
    int principal = pca.isNone() ? 0 : Math.min(dimension, pca.sought(dimension));
    FitSize size =
        new FitSize(
            dimension, getK(), settings().covarianceType(), getRank(), principal, 1, partitions);
    if (size.isImpossible()) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "covarianceType %s with %d components over rows of %,d numbers needs matrices beyond what a Java array holds; set pcaDimension = %d or less, or covarianceType = diagonal",
              getCovarianceType(),
              getK(),
              dimension,
              size.largestPrincipal(
                      Double.POSITIVE_INFINITY,
                      Double.POSITIVE_INFINITY,
                      FitSize.TasksInside.EXECUTORS)
                  .orElse(1)));
    }
  }

  private ProjectedFit fit(
      JavaRDD<BlockOrRefusal> parts, RowProjection projection, FitListener listener) {
    JavaRDD<BlockOrRefusal> projected = DistributedProjection.project(parts, projection);
    boolean copied = projected != parts;
    if (copied) {
      projected.persist(StorageLevel.MEMORY_AND_DISK());
    }
    try {
      listener.reached("surveying the rows");
      List<CandidateScore> search =
          getKCandidates().length == 0
              ? List.of()
              : new ComponentSearch(projected, projection.dimension(), this, listener).scores();
      MixtureSettings settings =
          search.isEmpty() ? settings() : settings().withComponents(CandidateScores.choose(search));
      DistributedFit fit = DistributedFit.over(projected, projection.dimension(), this);
      return new ProjectedFit(projection, fit.fit(settings, listener), search);
    } finally {
      if (copied) {
        RowCache.release(projected);
      }
    }
  }

  private IsonomyGaussianMixtureModel modelOf(ProjectedFit fit) {
    return copyValues(new IsonomyGaussianMixtureModel(uid, fit), ParamMap.empty()).setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return outputSchema(schema);
  }

  @Override
  public IsonomyGaussianMixture copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public MixtureParamSet paramSet() {
    return paramSet;
  }

  @Override
  public MLWriter write() {
    IsonomyGaussianMixture instance = this;
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        ParamsFile.write(instance, path, sparkSession());
      }
    };
  }

  /** Reads saved estimators. */
  public static MLReader<IsonomyGaussianMixture> read() {
    return new MLReader<>() {
      @Override
      public IsonomyGaussianMixture load(String path) {
        JsonObject metadata = ParamsFile.read(path, IsonomyGaussianMixture.class, sparkSession());
        IsonomyGaussianMixture instance =
            new IsonomyGaussianMixture(metadata.get("uid").getAsString());
        ParamsFile.restore(instance, metadata);
        return instance;
      }
    };
  }

  /**
   * Reads a saved estimator.
   *
   * @param path where it was saved
   * @return the estimator
   */
  public static IsonomyGaussianMixture load(String path) {
    return read().load(path);
  }

  /** Sets {@link #k}. */
  public IsonomyGaussianMixture setK(int value) {
    set(k(), value);
    return this;
  }

  /** Sets {@link #covarianceType}. */
  public IsonomyGaussianMixture setCovarianceType(String value) {
    set(covarianceType(), value);
    return this;
  }

  /** Sets {@link #maxIter}. */
  public IsonomyGaussianMixture setMaxIter(int value) {
    set(maxIter(), value);
    return this;
  }

  /** Sets {@link #tol}. */
  public IsonomyGaussianMixture setTol(double value) {
    set(tol(), value);
    return this;
  }

  /** Sets {@link #seed}. */
  public IsonomyGaussianMixture setSeed(long value) {
    set(seed(), value);
    return this;
  }

  /** Sets {@link #covarianceFloor}. */
  public IsonomyGaussianMixture setCovarianceFloor(double value) {
    set(covarianceFloor(), value);
    return this;
  }

  /** Sets {@link #restarts}. */
  public IsonomyGaussianMixture setRestarts(int value) {
    set(restarts(), value);
    return this;
  }

  /** Sets {@link #restartSampleSize}. */
  public IsonomyGaussianMixture setRestartSampleSize(int value) {
    set(restartSampleSize(), value);
    return this;
  }

  /** Sets {@link #aggregationDepth}. */
  public IsonomyGaussianMixture setAggregationDepth(int value) {
    set(aggregationDepth(), value);
    return this;
  }

  /** Sets {@link #featuresCol}. */
  public IsonomyGaussianMixture setFeaturesCol(String value) {
    set(featuresCol(), value);
    return this;
  }

  /** Sets {@link #predictionCol}. */
  public IsonomyGaussianMixture setPredictionCol(String value) {
    set(predictionCol(), value);
    return this;
  }

  /** Sets {@link #probabilityCol}. */
  public IsonomyGaussianMixture setProbabilityCol(String value) {
    set(probabilityCol(), value);
    return this;
  }

  /** Sets {@link #weightCol}. */
  public IsonomyGaussianMixture setWeightCol(String value) {
    set(weightCol(), value);
    return this;
  }

  /** Sets {@link #labelCol}. */
  public IsonomyGaussianMixture setLabelCol(String value) {
    set(labelCol(), value);
    return this;
  }

  /** Sets {@link #idCol}. */
  public IsonomyGaussianMixture setIdCol(String value) {
    set(idCol(), value);
    return this;
  }

  /** Sets {@link #seedsPerCell}. */
  public IsonomyGaussianMixture setSeedsPerCell(int value) {
    set(seedsPerCell(), value);
    return this;
  }

  /** Sets {@link #labels}. */
  public IsonomyGaussianMixture setLabels(String value) {
    set(labels(), value);
    return this;
  }

  /** Sets {@link #engine}. */
  public IsonomyGaussianMixture setEngine(String value) {
    set(engine(), value);
    return this;
  }

  /** Sets {@link #pcaDimension}. */
  public IsonomyGaussianMixture setPcaDimension(int value) {
    set(pcaDimension(), value);
    return this;
  }

  /** Sets {@link #pcaVarianceShare}. */
  public IsonomyGaussianMixture setPcaVarianceShare(double value) {
    set(pcaVarianceShare(), value);
    return this;
  }

  /** Sets {@link #kCandidates}. */
  public IsonomyGaussianMixture setKCandidates(int... values) {
    set(kCandidates(), values);
    return this;
  }

  /** Sets {@link #kSelection}. */
  public IsonomyGaussianMixture setKSelection(String value) {
    set(kSelection(), value);
    return this;
  }

  /** Sets {@link #heldOutShare}. */
  public IsonomyGaussianMixture setHeldOutShare(double value) {
    set(heldOutShare(), value);
    return this;
  }

  /** Sets {@link #rank}. */
  public IsonomyGaussianMixture setRank(int value) {
    set(rank(), value);
    return this;
  }
}
