package dev.isonomy.spark;

import static org.apache.spark.sql.functions.udf;

import com.google.gson.JsonObject;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.ProjectedFit;
import dev.isonomy.mixture.fit.Responsibilities;
import dev.isonomy.mixture.fit.WeightEstimation;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.mixture.selection.CandidateScore;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** A fitted mixture as a spark.ml model, with the trace of its fit. */
public final class IsonomyGaussianMixtureModel extends Model<IsonomyGaussianMixtureModel>
    implements MixtureParams, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ProjectedFit fit;
  private final MixtureParamSet paramSet;

  IsonomyGaussianMixtureModel(String uid, ProjectedFit fit) {
    this.uid = uid;
    this.fit = fit;
    this.paramSet = new MixtureParamSet(this);
    IsonomyGaussianMixture.setDefaults(this);
  }

  /** The mixture over the rows' projections, which are the rows themselves without PCA. */
  public GaussianMixture mixture() {
    return fit.result().mixture();
  }

  /** The mixture over the rows, with the projection in front of it. */
  public ProjectedMixture projectedMixture() {
    return fit.mixture();
  }

  /** What is done to rows before the mixture: nothing, or principal components. */
  public RowProjection projection() {
    return fit.projection();
  }

  /** The fit: components' cells, trace, log-likelihood. */
  public FitResult result() {
    return fit.result();
  }

  /** How many coordinates a row has. */
  public int numFeatures() {
    return projection().inputDimension();
  }

  /** The weights of the components. */
  public double[] weights() {
    return mixture().weights();
  }

  /**
   * The trace of the fit: log-likelihood, seconds and bytes per iteration.
   *
   * @param spark the session to make the data frame in
   * @return one row per iteration
   */
  public Dataset<Row> trace(SparkSession spark) {
    return ModelFile.trace(result(), spark);
  }

  /** The scores of the candidate numbers of components, empty if there was no choice. */
  public List<CandidateScore> scores() {
    return fit.search();
  }

  /**
   * The scores of the candidate numbers of components, if there was a choice.
   *
   * @param spark the session to make the data frame in
   * @return one row per candidate: components, score, standardError (of the difference to the
   *     best), chosen
   */
  public Dataset<Row> search(SparkSession spark) {
    return ModelFile.search(fit, spark);
  }

  /**
   * The same components under other weights.
   *
   * @param weights one per component, at least 0, summing to 1
   * @return a model that is a copy of this one otherwise
   */
  public IsonomyGaussianMixtureModel withWeights(double[] weights) {
    return copyValues(
            new IsonomyGaussianMixtureModel(uid, fit.withWeights(weights)), ParamMap.empty())
        .setParent(parent());
  }

  /**
   * Estimates the weights on other rows, with the components as they are: a few EM steps over the
   * weights alone.
   *
   * @param dataset the rows, such as those of the natural distribution alone
   * @param iterations how many steps
   * @return one weight per component, summing to 1
   */
  public double[] estimateWeights(Dataset<?> dataset, int iterations) {
    return overBlocks(
        dataset,
        blocks ->
            WeightEstimation.of(
                mixture(),
                iterations,
                step -> DistributedFit.expectation(blocks, step, getAggregationDepth())));
  }

  /**
   * The same where {@code labelCol} names the rows' cells: a labelled row counts for the components
   * of its cell alone, so that labels tell the cells' weights exactly.
   *
   * @param dataset the rows
   * @param iterations how many EM iterations
   * @return one weight per component, summing to 1
   */
  public double[] estimateAnchoredWeights(Dataset<?> dataset, int iterations) {
    return overBlocks(
        dataset,
        blocks ->
            WeightEstimation.of(
                mixture(),
                result().componentCells(),
                iterations,
                step -> DistributedFit.expectation(blocks, step, getAggregationDepth())));
  }

  /**
   * The mean log-likelihood of rows, weighted: of the rows themselves, whatever the projection, so
   * that models can be compared.
   *
   * @param dataset the rows, such as held-out ones
   * @return nats per row
   */
  public double meanLogLikelihood(Dataset<?> dataset) {
    ProjectedMixture whole = projectedMixture();
    double[] sums =
        overParts(
            dataset,
            parts ->
                parts
                    .mapPartitions(
                        part -> {
                          double[] sum = new double[2];
                          part.forEachRemaining(
                              each -> {
                                RowBlock block = each.block();
                                for (int r = 0; r < block.rows(); r++) {
                                  sum[0] += block.weight(r) * whole.logDensity(block.row(r));
                                  sum[1] += block.weight(r);
                                }
                              });
                          return List.of(sum).iterator();
                        })
                    .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1]}));
    return sums[0] / sums[1];
  }

  /**
   * How often each cell's labelled rows fall into each component: responsibilities summed over the
   * rows with a label, weighted.
   *
   * @param dataset rows with the column that {@code labelCol} names
   * @param cells how many cells there are
   * @return counts [cell][component]
   * @throws UserException if {@code labelCol} is not set, or a label is not below {@code cells}
   */
  public double[][] cellCounts(Dataset<?> dataset, int cells) {
    if (!isDefined(labelCol())) {
      throw new UserException("labelCol must be set to count cells");
    }
    CellCounts counts = overBlocks(dataset, blocks -> CellCounts.over(blocks, mixture()));
    if (counts.largestCell() >= cells) {
      throw new UserException(
          "column " + getLabelCol() + " must hold cells below " + cells + " but has others");
    }
    return counts.counts(cells);
  }

  /** Over the blocks of the rows' projections. */
  private <T> T overBlocks(Dataset<?> dataset, Function<JavaRDD<RowBlock>, T> use) {
    return overParts(
        dataset,
        parts ->
            use.apply(
                DistributedProjection.project(parts, projection()).map(BlockOrRefusal::block)));
  }

  private <T> T overParts(Dataset<?> dataset, Function<JavaRDD<BlockOrRefusal>, T> use) {
    BlockRows rows = BlockRows.of(dataset, this);
    if (rows.dimension() != numFeatures()) {
      throw new UserException(
          "column "
              + Quoted.of(getFeaturesCol())
              + " must have rows of "
              + numFeatures()
              + " numbers but has "
              + rows.dimension());
    }
    JavaRDD<BlockOrRefusal> parts = rows.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<String> refusals =
          parts.filter(part -> part.refusal() != null).map(BlockOrRefusal::refusal).take(1);
      if (!refusals.isEmpty()) {
        throw new UserException(refusals.get(0));
      }
      return use.apply(parts);
    } finally {
      RowCache.release(parts);
    }
  }

  /**
   * Adds the most probable component and all responsibilities, computed in log space.
   *
   * @param dataset the rows
   * @return the rows with prediction and probability
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Responsibilities step = Responsibilities.of(mixture(), mixture().mean());
    Columns.Renamed named = Columns.distinct(dataset);
    Column features = BlockRows.features(named, dataset.schema(), getFeaturesCol());
    Dataset<Row> output = named.rows();
    RowProjection projection = projection();
    int width = numFeatures();
    String column = getFeaturesCol();
    UDF1<Vector, Vector> probability =
        x -> Vectors.dense(step.ofRow(projection.project(checked(x, width, column))));
    UDF1<Vector, Integer> prediction =
        x -> mostProbable(step.ofRow(projection.project(checked(x, width, column))));
    if (!getProbabilityCol().isEmpty()) {
      output =
          output.withColumn(
              getProbabilityCol(), udf(probability, SQLDataTypes.VectorType()).apply(features));
    }
    if (!getPredictionCol().isEmpty()) {
      UDF1<Vector, Integer> largest = p -> mostProbable(p.toArray());
      output =
          output.withColumn(
              getPredictionCol(),
              getProbabilityCol().isEmpty()
                  ? udf(prediction, DataTypes.IntegerType).apply(features)
                  : udf(largest, DataTypes.IntegerType).apply(Columns.named(getProbabilityCol())));
    }
    return named.restored(output);
  }

  private static double[] checked(Vector row, int width, String column) {
    if (row == null || row.size() != width) {
      throw new UserException(
          "column "
              + Quoted.of(column)
              + " must have rows of "
              + width
              + " numbers but one has "
              + (row == null ? "null" : row.size()));
    }
    double[] numbers = row.toArray();
    for (int i = 0; i < width; i++) {
      if (!Double.isFinite(numbers[i])) {
        throw new UserException(
            "column "
                + Quoted.of(column)
                + " must be finite but one row has "
                + numbers[i]
                + " at position "
                + i);
      }
    }
    return numbers;
  }

  private static int mostProbable(double[] responsibilities) {
    int best = 0;
    for (int k = 1; k < responsibilities.length; k++) {
      if (responsibilities[k] > responsibilities[best]) {
        best = k;
      }
    }
    return best;
  }

  /**
   * The mixture as a genuine model of spark.ml, for the same rows.
   *
   * <p>spark.ml compares densities with the machine epsilon in linear space. The weights are
   * therefore multiplied by a common factor, which cancels in its responsibilities but lifts
   * densities out of the epsilon, so that its {@code transform} agrees with ours; they then sum to
   * that factor instead of 1. Principal components are multiplied out.
   *
   * <p>A factor cannot help where the density itself underflows: at unit variance from about 430
   * dimensions, later where coordinates vary less or together.
   *
   * @return the model of spark.ml
   * @throws UserException beyond that limit; then take {@link #toMLlibPipeline}
   */
  public GaussianMixtureModel toMLlib() {
    return named(new MllibExport(projectedMixture()).lifted(uid + "_mllib"), getFeaturesCol());
  }

  /**
   * The mixture of rows multiplied by a number, as a genuine model of spark.ml, with weights that
   * sum to 1.
   *
   * @param scale what the rows are multiplied by before the model's {@code transform}
   * @return the model of spark.ml
   */
  public GaussianMixtureModel toMLlib(double scale) {
    return named(
        new MllibExport(projectedMixture()).scaled(uid + "_mllib", scale), getFeaturesCol());
  }

  /**
   * The mixture as a pipeline of spark.ml alone: an {@link ElementwiseProduct} that scales the rows
   * and a {@link GaussianMixtureModel} whose means, covariances and weights are those of the scaled
   * rows. Its {@code transform} agrees with ours at any number of dimensions.
   *
   * @return the pipeline; it reads a column of vectors
   * @throws UserException if log densities span more than a double does
   */
  public PipelineModel toMLlibPipeline() {
    MllibExport export = new MllibExport(projectedMixture());
    double scale = export.scale();
    double[] factors = new double[numFeatures()];
    Arrays.fill(factors, scale);
    String scaled = uid + "_scaled";
    ElementwiseProduct product =
        new ElementwiseProduct()
            .setInputCol(getFeaturesCol())
            .setOutputCol(scaled)
            .setScalingVec(Vectors.dense(factors));
    GaussianMixtureModel model = named(export.scaled(uid + "_mllib", scale), scaled);
    return new PipelineModel(uid + "_pipeline", new Transformer[] {product, model});
  }

  /** spark.ml takes a dot for a field of a struct, and has no way to quote it. */
  private static void requirePlain(String... names) {
    for (String name : names) {
      if (name.contains(".") || name.contains("`")) {
        throw new UserException(
            "column "
                + Quoted.of(name)
                + " must have a name without dots and backticks for spark.ml's own model; rename it");
      }
    }
  }

  private GaussianMixtureModel named(GaussianMixtureModel model, String features) {
    requirePlain(getFeaturesCol(), getPredictionCol(), getProbabilityCol());
    model.setFeaturesCol(features);
    model.setPredictionCol(getPredictionCol());
    model.setProbabilityCol(getProbabilityCol());
    return model;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return outputSchema(schema);
  }

  @Override
  public IsonomyGaussianMixtureModel copy(ParamMap extra) {
    return copyValues(new IsonomyGaussianMixtureModel(uid, fit), extra).setParent(parent());
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public MixtureParamSet paramSet() {
    return paramSet;
  }

  /** Sets {@link #featuresCol}. */
  public IsonomyGaussianMixtureModel setFeaturesCol(String value) {
    set(featuresCol(), value);
    return this;
  }

  /** Sets {@link #predictionCol}. */
  public IsonomyGaussianMixtureModel setPredictionCol(String value) {
    set(predictionCol(), value);
    return this;
  }

  /** Sets {@link #probabilityCol}. */
  public IsonomyGaussianMixtureModel setProbabilityCol(String value) {
    set(probabilityCol(), value);
    return this;
  }

  /** Sets {@link #labelCol}. */
  public IsonomyGaussianMixtureModel setLabelCol(String value) {
    set(labelCol(), value);
    return this;
  }

  @Override
  public MLWriter write() {
    IsonomyGaussianMixtureModel instance = this;
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        ParamsFile.write(instance, path, sparkSession());
        ModelFile.write(instance.fit, path, sparkSession());
      }
    };
  }

  /** Reads saved models. */
  public static MLReader<IsonomyGaussianMixtureModel> read() {
    return new MLReader<>() {
      @Override
      public IsonomyGaussianMixtureModel load(String path) {
        JsonObject metadata =
            ParamsFile.read(path, IsonomyGaussianMixtureModel.class, sparkSession());
        IsonomyGaussianMixtureModel model =
            new IsonomyGaussianMixtureModel(
                metadata.get("uid").getAsString(), ModelFile.read(path, sparkSession()));
        ParamsFile.restore(model, metadata);
        return model;
      }
    };
  }

  /**
   * Reads a saved model.
   *
   * @param path where it was saved
   * @return the model
   */
  public static IsonomyGaussianMixtureModel load(String path) {
    return read().load(path);
  }
}
