package dev.isonomy.spark;

import static org.apache.spark.sql.functions.udf;

import com.google.gson.JsonObject;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.FitIteration;
import dev.isonomy.mixture.FitResult;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MatrixKernels;
import dev.isonomy.mixture.MixtureFit;
import dev.isonomy.mixture.Responsibilities;
import dev.isonomy.mixture.RowBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** A fitted mixture as a spark.ml model, with the trace of its fit. */
public final class IsonomyGaussianMixtureModel extends Model<IsonomyGaussianMixtureModel>
    implements MixtureParams, MLWritable {
  private static final long serialVersionUID = 1L;

  /** The version of the saved form that is written, and the newest that is read. */
  public static final int FORMAT_VERSION = 1;

  private static final ArrayType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType, false);
  private static final StructType DATA =
      new StructType()
          .add("formatVersion", DataTypes.IntegerType, false)
          .add("covarianceType", DataTypes.StringType, false)
          .add("dimension", DataTypes.IntegerType, false)
          .add("weights", NUMBERS, false)
          .add("means", NUMBERS, false)
          .add("covariance", NUMBERS, false)
          .add("componentCells", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("meanLogLikelihood", DataTypes.DoubleType, false)
          .add("converged", DataTypes.BooleanType, false);
  private static final StructType TRACE =
      new StructType()
          .add("iteration", DataTypes.IntegerType, false)
          .add("meanLogLikelihood", DataTypes.DoubleType, false)
          .add("seconds", DataTypes.DoubleType, false)
          .add("statisticsBytes", DataTypes.LongType, false)
          .add("partitions", DataTypes.IntegerType, false);

  private final String uid;
  private final FitResult result;
  private final MixtureParamSet paramSet;

  IsonomyGaussianMixtureModel(String uid, FitResult result) {
    this.uid = uid;
    this.result = result;
    this.paramSet = new MixtureParamSet(uid);
    IsonomyGaussianMixture.setDefaults(this);
  }

  /** The mixture. */
  public GaussianMixture mixture() {
    return result.mixture();
  }

  /** The fit: components' cells, trace, log-likelihood. */
  public FitResult result() {
    return result;
  }

  /** How many coordinates a row has. */
  public int numFeatures() {
    return mixture().dimension();
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
    List<Row> rows = new ArrayList<>();
    for (FitIteration each : result.trace()) {
      rows.add(
          RowFactory.create(
              each.iteration(),
              each.meanLogLikelihood(),
              each.seconds(),
              each.statisticsBytes(),
              each.partitions()));
    }
    return spark.createDataFrame(rows, TRACE);
  }

  /**
   * The same components under other weights.
   *
   * @param weights one per component, at least 0, summing to 1
   * @return a model that is a copy of this one otherwise
   */
  public IsonomyGaussianMixtureModel withWeights(double[] weights) {
    FitResult changed =
        new FitResult(
            mixture().withWeights(weights),
            result.componentCells(),
            result.trace(),
            result.meanLogLikelihood(),
            result.converged());
    return copyValues(new IsonomyGaussianMixtureModel(uid, changed), ParamMap.empty())
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
            MixtureFit.estimateWeights(
                mixture(),
                iterations,
                step -> IsonomyGaussianMixture.expectation(blocks, step, getAggregationDepth())));
  }

  /**
   * The mean log-likelihood of rows, weighted.
   *
   * @param dataset the rows, such as held-out ones
   * @return nats per row
   */
  public double meanLogLikelihood(Dataset<?> dataset) {
    GaussianMixture mixture = mixture();
    double[] sums =
        overBlocks(
            dataset,
            blocks ->
                blocks
                    .mapPartitions(
                        part -> {
                          double[] sum = new double[2];
                          part.forEachRemaining(
                              block -> {
                                for (int r = 0; r < block.rows(); r++) {
                                  sum[0] += block.weight(r) * mixture.logDensity(block.row(r));
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
    GaussianMixture mixture = mixture();
    int components = mixture.componentCount();
    double[] centre = MixtureFit.centre(mixture);
    double[] flat =
        overBlocks(
            dataset,
            blocks ->
                blocks
                    .mapPartitions(
                        part -> {
                          Responsibilities step = Responsibilities.of(mixture, centre);
                          double[] counts = new double[(cells + 1) * components];
                          part.forEachRemaining(block -> count(block, step, cells, counts));
                          return List.of(counts).iterator();
                        })
                    .reduce(IsonomyGaussianMixtureModel::added));
    for (int k = 0; k < components; k++) {
      if (flat[(cells * components) + k] > 0) {
        throw new UserException(
            "column " + getLabelCol() + " must hold cells below " + cells + " but has others");
      }
    }
    double[][] counts = new double[cells][];
    for (int c = 0; c < cells; c++) {
      counts[c] = Arrays.copyOfRange(flat, c * components, (c + 1) * components);
    }
    return counts;
  }

  private static void count(RowBlock block, Responsibilities step, int cells, double[] counts) {
    double[][] responsibilities = step.of(block, MatrixKernels.fastest());
    for (int r = 0; r < block.rows(); r++) {
      if (block.cell(r) != RowBlock.NO_CELL) {
        int row = Math.min(block.cell(r), cells) * responsibilities[r].length;
        for (int k = 0; k < responsibilities[r].length; k++) {
          counts[row + k] += block.weight(r) * responsibilities[r][k];
        }
      }
    }
  }

  private static double[] added(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private <T> T overBlocks(Dataset<?> dataset, Function<JavaRDD<RowBlock>, T> use) {
    BlockRows rows = BlockRows.of(dataset, this);
    if (rows.dimension() != numFeatures()) {
      throw new UserException(
          "column "
              + getFeaturesCol()
              + " must have rows of "
              + numFeatures()
              + " numbers but has "
              + rows.dimension());
    }
    JavaRDD<BlockPart> parts = rows.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<String> refusals =
          parts.filter(part -> part.refusal() != null).map(BlockPart::refusal).take(1);
      if (!refusals.isEmpty()) {
        throw new UserException(refusals.get(0));
      }
      return use.apply(parts.map(BlockPart::block));
    } finally {
      parts.unpersist(false);
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
    Responsibilities step = Responsibilities.of(mixture(), MixtureFit.centre(mixture()));
    Column features = BlockRows.features(dataset, getFeaturesCol());
    Dataset<Row> output = dataset.toDF();
    UDF1<Vector, Vector> probability = x -> Vectors.dense(step.ofRow(x.toArray()));
    UDF1<Vector, Integer> prediction = x -> mostProbable(step.ofRow(x.toArray()));
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
                  : udf(largest, DataTypes.IntegerType).apply(output.col(getProbabilityCol())));
    }
    return output;
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
   * The mixture as a genuine model of spark.ml.
   *
   * <p>spark.ml compares densities with the machine epsilon in linear space. Its weights are
   * therefore multiplied by a common factor, which cancels in its responsibilities but lifts
   * densities out of the epsilon, so that its {@code transform} agrees with ours. Its weights sum
   * to that factor instead of 1 (the factor is 1 where densities are large enough).
   *
   * @return the model of spark.ml
   * @throws UserException if densities are so small that no factor helps (at unit variance from
   *     about 450 dimensions): scale the rows and use {@link #toMLlib(double)}
   */
  public GaussianMixtureModel toMLlib() {
    double typical = typicalLogDensity();
    double lift = Math.max(0, MllibEngine.TYPICAL_LOG_DENSITY - typical);
    if (typical < -600) {
      throw new UserException(
          "densities of about exp("
              + Math.round(typical)
              + ") are too small for MLlib; multiply the rows by "
              + Math.exp((typical - MllibEngine.TYPICAL_LOG_DENSITY) / numFeatures())
              + " and export with that scale");
    }
    return mllib(1, Math.exp(lift));
  }

  /**
   * The mixture of rows multiplied by a number, as a genuine model of spark.ml, with weights that
   * sum to 1.
   *
   * @param scale what the rows are multiplied by before the model's {@code transform}
   * @return the model of spark.ml
   */
  public GaussianMixtureModel toMLlib(double scale) {
    return mllib(scale, 1);
  }

  private double typicalLogDensity() {
    double typical = 0;
    for (int k = 0; k < weights().length; k++) {
      typical -=
          0.5
              * weights()[k]
              * ((numFeatures() * (Math.log(2 * Math.PI) + 1))
                  + mixture().covariance().logDeterminant(k));
    }
    return typical;
  }

  private GaussianMixtureModel mllib(double scale, double factor) {
    int d = numFeatures();
    double[] weights = weights();
    MultivariateGaussian[] gaussians = new MultivariateGaussian[weights.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] *= factor;
      double[] mean = mixture().mean(k);
      for (int i = 0; i < d; i++) {
        mean[i] *= scale;
      }
      double[] matrix = mixture().covariance().matrix(k);
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] *= scale * scale;
      }
      gaussians[k] = new MultivariateGaussian(Vectors.dense(mean), Matrices.dense(d, d, matrix));
    }
    GaussianMixtureModel model = new GaussianMixtureModel(uid + "_mllib", weights, gaussians);
    model.setFeaturesCol(getFeaturesCol());
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
    return copyValues(new IsonomyGaussianMixtureModel(uid, result), extra).setParent(parent());
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
        SparkSession spark = sparkSession();
        ParamsFile.write(instance, path, spark);
        spark
            .createDataFrame(List.of(instance.toRow()), DATA)
            .coalesce(1)
            .write()
            .parquet(path + "/data");
        instance.trace(spark).coalesce(1).write().parquet(path + "/trace");
      }
    };
  }

  private Row toRow() {
    return RowFactory.create(
        FORMAT_VERSION,
        mixture().covariance().type().id(),
        numFeatures(),
        mixture().weights(),
        flat(mixture().means()),
        flat(mixture().covariance().parameters()),
        result.componentCells(),
        result.meanLogLikelihood(),
        result.converged());
  }

  private static FitResult fromRow(Row row, List<Row> trace) {
    int version = row.getInt(0);
    if (version > FORMAT_VERSION) {
      throw new UserException(
          "saved model must have formatVersion " + FORMAT_VERSION + " at most but has " + version);
    }
    CovarianceType type = CovarianceType.fromName(row.getString(1));
    int d = row.getInt(2);
    double[] weights = numbers(row, 3);
    int width =
        switch (type) {
          case TIED, FULL -> d * d;
          case DIAGONAL -> d;
          case SPHERICAL -> 1;
        };
    GaussianMixture mixture =
        new GaussianMixture(
            weights,
            rowsOf(numbers(row, 4), d),
            Covariance.of(type, d, rowsOf(numbers(row, 5), width)));
    int[] cells = row.<Integer>getList(6).stream().mapToInt(Integer::intValue).toArray();
    List<FitIteration> iterations = new ArrayList<>();
    for (Row each : trace) {
      iterations.add(
          new FitIteration(
              each.getInt(0),
              each.getDouble(1),
              each.getDouble(2),
              each.getLong(3),
              each.getInt(4)));
    }
    return new FitResult(mixture, cells, iterations, row.getDouble(7), row.getBoolean(8));
  }

  private static double[] numbers(Row row, int column) {
    return row.<Double>getList(column).stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[][] rowsOf(double[] flat, int width) {
    double[][] rows = new double[flat.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  /** Reads saved models. */
  public static MLReader<IsonomyGaussianMixtureModel> read() {
    return new MLReader<>() {
      @Override
      public IsonomyGaussianMixtureModel load(String path) {
        SparkSession spark = sparkSession();
        JsonObject metadata = ParamsFile.read(path, IsonomyGaussianMixtureModel.class, spark);
        Row data = spark.read().schema(DATA).parquet(path + "/data").first();
        List<Row> trace =
            spark.read().schema(TRACE).parquet(path + "/trace").sort("iteration").collectAsList();
        IsonomyGaussianMixtureModel model =
            new IsonomyGaussianMixtureModel(
                metadata.get("uid").getAsString(), fromRow(data, trace));
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
