package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MixtureArchive;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.fit.FitIteration;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.ProjectedFit;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.mixture.selection.CandidateScore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The data of a saved model, in a form that every supported Spark line reads: a few plain numbers
 * as Parquet, and the matrices in {@link MixtureArchive#FILE}, which is streamed. Parquet sends a
 * row to a task as a whole and returns arrays as lists of objects, which is too much for matrices
 * of several hundred MB.
 */
final class ModelFile {
  /**
   * The version that is written, and the newest that is read. Version 1 had no projection and no
   * search; version 2 had the matrices in Parquet.
   */
  static final int FORMAT_VERSION = 3;

  private static final int LAST_WITHOUT_ARCHIVE = 2;

  private static final ArrayType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType, false);
  private static final StructType DATA =
      new StructType()
          .add("formatVersion", DataTypes.IntegerType, false)
          .add("covarianceType", DataTypes.StringType, false)
          .add("dimension", DataTypes.IntegerType, false)
          .add("weights", NUMBERS, true)
          .add("means", NUMBERS, true)
          .add("covariance", NUMBERS, true)
          .add("componentCells", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("meanLogLikelihood", DataTypes.DoubleType, false)
          .add("converged", DataTypes.BooleanType, false)
          .add("principalMean", NUMBERS, true)
          .add("principalComponents", NUMBERS, true)
          .add("principalVariances", NUMBERS, true)
          .add("residualVariance", DataTypes.DoubleType, true)
          .add("searchComponents", DataTypes.createArrayType(DataTypes.IntegerType, false), true)
          .add("searchScores", NUMBERS, true)
          .add("searchErrors", NUMBERS, true);
  private static final StructType TRACE =
      new StructType()
          .add("iteration", DataTypes.IntegerType, false)
          .add("meanLogLikelihood", DataTypes.DoubleType, false)
          .add("seconds", DataTypes.DoubleType, false)
          .add("statisticsBytes", DataTypes.LongType, false)
          .add("partitions", DataTypes.IntegerType, false);

  private static final StructType SEARCH =
      new StructType()
          .add("components", DataTypes.IntegerType, false)
          .add("score", DataTypes.DoubleType, false)
          .add("standardError", DataTypes.DoubleType, false)
          .add("chosen", DataTypes.BooleanType, false);

  private ModelFile() {}

  static void write(ProjectedFit fit, String path, SparkSession spark) {
    spark.createDataFrame(List.of(row(fit)), DATA).coalesce(1).write().parquet(path + "/data");
    trace(fit.result(), spark).coalesce(1).write().parquet(path + "/trace");
    Path archive = new Path(path, MixtureArchive.FILE);
    try {
      MixtureArchive.write(fit.mixture(), files(archive, spark).create(archive, true));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + archive, e);
    }
  }

  private static FileSystem files(Path path, SparkSession spark) throws IOException {
    return path.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  static Dataset<Row> trace(FitResult result, SparkSession spark) {
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

  static Dataset<Row> search(ProjectedFit fit, SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (CandidateScore each : fit.search()) {
      rows.add(
          RowFactory.create(
              each.components(),
              each.score(),
              each.standardError(),
              each.components() == fit.result().mixture().componentCount()));
    }
    return spark.createDataFrame(rows, SEARCH);
  }

  private static Row row(ProjectedFit fit) {
    FitResult result = fit.result();
    GaussianMixture mixture = result.mixture();
    return RowFactory.create(
        FORMAT_VERSION,
        mixture.covariance().type().id(),
        mixture.dimension(),
        null,
        null,
        null,
        result.componentCells(),
        result.meanLogLikelihood(),
        result.converged(),
        null,
        null,
        null,
        null,
        fit.search().stream().mapToInt(CandidateScore::components).toArray(),
        fit.search().stream().mapToDouble(CandidateScore::score).toArray(),
        fit.search().stream().mapToDouble(CandidateScore::standardError).toArray());
  }

  static ProjectedFit read(String path, SparkSession spark) {
    Row row = LiteralPaths.read(spark).schema(DATA).parquet(path + "/data").first();
    int version = row.getInt(0);
    if (version > FORMAT_VERSION) {
      throw new UserException(
          "saved model must have formatVersion " + FORMAT_VERSION + " at most but has " + version);
    }
    List<Row> trace =
        LiteralPaths.read(spark)
            .schema(TRACE)
            .parquet(path + "/trace")
            .sort("iteration")
            .collectAsList();
    ProjectedMixture mixture = version > LAST_WITHOUT_ARCHIVE ? archive(path, spark) : mixture(row);
    return new ProjectedFit(
        mixture.projection(),
        result(row, mixture.mixture(), trace),
        row.isNullAt(13) ? List.of() : search(row));
  }

  private static ProjectedMixture archive(String path, SparkSession spark) {
    Path archive = new Path(path, MixtureArchive.FILE);
    try (InputStream in = files(archive, spark).open(archive)) {
      return MixtureArchive.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + archive, e);
    }
  }

  private static List<CandidateScore> search(Row row) {
    List<Integer> components = row.getList(13);
    double[] scores = numbers(row, 14);
    double[] errors = numbers(row, 15);
    List<CandidateScore> search = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      search.add(new CandidateScore(components.get(i), scores[i], errors[i]));
    }
    return search;
  }

  private static RowProjection projection(Row row) {
    double[] mean = numbers(row, 9);
    return new PrincipalComponents(
        mean, rowsOf(numbers(row, 10), mean.length), numbers(row, 11), row.getDouble(12));
  }

  private static ProjectedMixture mixture(Row row) {
    CovarianceType type = CovarianceType.fromName(row.getString(1));
    int d = row.getInt(2);
    double[] weights = numbers(row, 3);
    double[] covariance = numbers(row, 5);
    int matrices = type == CovarianceType.TIED ? 1 : weights.length;
    GaussianMixture mixture =
        new GaussianMixture(
            weights,
            rowsOf(numbers(row, 4), d),
            Covariance.of(type, d, rowsOf(covariance, covariance.length / matrices)));
    return new ProjectedMixture(
        row.isNullAt(9) ? new RowProjection.Identity(d) : projection(row), mixture);
  }

  private static FitResult result(Row row, GaussianMixture mixture, List<Row> trace) {
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

  private static double[][] rowsOf(double[] flat, int width) {
    double[][] rows = new double[flat.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }
}
