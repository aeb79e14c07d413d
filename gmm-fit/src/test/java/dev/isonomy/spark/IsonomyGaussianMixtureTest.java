package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static dev.isonomy.spark.Clusters.frame;
import static dev.isonomy.spark.Clusters.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitIteration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class IsonomyGaussianMixtureTest {
  private static final SparkSession spark = Clusters.spark();

  @TempDir Path directory;

  private static IsonomyGaussianMixture three() {
    return new IsonomyGaussianMixture().setK(3).setSeed(1).setIdCol("id").setTol(1e-9);
  }

  private static void assertEqual(GaussianMixture a, GaussianMixture b, double tolerance) {
    assertThat(a.weights()).containsExactly(b.weights(), within(tolerance));
    for (int k = 0; k < a.componentCount(); k++) {
      assertThat(a.mean(k)).containsExactly(b.mean(k), within(tolerance));
      assertThat(a.covariance().matrix(k))
          .containsExactly(b.covariance().matrix(k), within(tolerance));
    }
  }

  @Test
  void the_fit_depends_on_neither_partitions_nor_order_nor_the_type_of_the_column() {
    List<Row> rows = clusters(300, 4);
    IsonomyGaussianMixtureModel one = three().fit(frame(rows, 1));
    List<Row> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);

    assertEqual(three().fit(frame(reversed, 7)).mixture(), one.mixture(), 1e-9);
    assertEqual(
        three().setFeaturesCol("latent").fit(frame(rows, 3)).mixture(), one.mixture(), 1e-9);
  }

  @Test
  void a_sample_smaller_than_the_data_and_empty_partitions_do_no_harm() {
    Dataset<Row> rows =
        spark
            .createDataFrame(clusters(300, 4), Clusters.SCHEMA)
            .repartition(2)
            .union(frame(List.of(), 3));

    IsonomyGaussianMixtureModel model = three().setRestartSampleSize(100).fit(rows);

    // The clusters overlap by a few millionths, and weights are sums of responsibilities.
    assertThat(model.weights())
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-4));
    assertThat(model.result().trace()).isNotEmpty();
  }

  @Test
  void the_trace_never_falls_and_counts_bytes() {
    IsonomyGaussianMixtureModel model =
        three().setK(4).setCovarianceType("full").setRestarts(1).fit(frame(clusters(300, 4), 2));

    double before = Double.NEGATIVE_INFINITY;
    for (FitIteration each : model.result().trace()) {
      assertThat(each.meanLogLikelihood()).isGreaterThanOrEqualTo(before - 1e-12);
      before = each.meanLogLikelihood();
      // 4 components: n_k, 4 means of 4, 4 packed matrices of 10, and 3 totals
      assertThat(each.statisticsBytes()).isEqualTo(8 * (4 + 16 + 40 + 3));
      assertThat(each.partitions()).isEqualTo(2);
    }
    assertThat(model.trace(spark).columns())
        .containsExactly(
            "iteration", "meanLogLikelihood", "seconds", "statisticsBytes", "partitions");
    assertThat(model.trace(spark).count()).isEqualTo(model.result().trace().size());
  }

  @Test
  void weights_count_like_repeated_rows() {
    List<Row> weighted = new ArrayList<>();
    List<Row> repeated = new ArrayList<>();
    for (Row each : clusters(300, 3)) {
      boolean twice = each.getString(0).endsWith("7");
      Vector x = each.getAs(1);
      weighted.add(row(each.getString(0), x.toArray(), null, twice ? 2.0 : 1.0, null));
      repeated.add(each);
      if (twice) {
        repeated.add(each);
      }
    }

    IsonomyGaussianMixtureModel a = three().setWeightCol("weight").fit(frame(weighted, 2));
    IsonomyGaussianMixtureModel b = three().fit(frame(repeated, 2));

    // two samples, so other starts and another order of the components, but one optimum
    assertThat(a.result().meanLogLikelihood())
        .isCloseTo(b.result().meanLogLikelihood(), within(1e-6));
  }

  @Test
  void components_start_in_the_cells_of_labelled_rows() {
    Dataset<Row> rows = frame(clusters(300, 4), 3);
    IsonomyGaussianMixtureModel model =
        three().setK(6).setLabelCol("cell").setSeedsPerCell(2).fit(rows);

    assertThat(model.result().componentCells()).containsExactly(0, 0, 1, 1, 2, 2);
    double[][] counts = model.cellCounts(rows, 3);
    for (int c = 0; c < 3; c++) {
      assertThat(counts[c][2 * c] + counts[c][(2 * c) + 1]).isCloseTo(10, within(1e-6));
    }
  }

  @Test
  void weights_can_be_estimated_on_other_rows() {
    List<Row> rows = clusters(300, 4);
    IsonomyGaussianMixtureModel model = three().fit(frame(rows, 2));
    List<Row> skewed =
        rows.stream().filter(r -> Integer.parseInt(r.getString(0).substring(1)) % 3 > 0).toList();

    double[] weights = model.estimateWeights(frame(skewed, 3), 5);

    // One cluster in three is left out; the others share equally, but for their overlap.
    assertThat(weights).contains(new double[] {0.5}, within(1e-4));
    assertThat(java.util.Arrays.stream(weights).min().orElseThrow()).isLessThan(1e-6);
    assertThat(model.withWeights(weights).weights()).isEqualTo(weights);
    assertThat(model.withWeights(weights).mixture().means()).isDeepEqualTo(model.mixture().means());
  }

  @Test
  void transform_agrees_with_the_mixture_and_with_mllib() {
    Dataset<Row> rows = frame(clusters(150, 30), 2);
    IsonomyGaussianMixtureModel model = three().setCovarianceType("full").fit(rows);
    GaussianMixtureModel stock = model.toMLlib();
    stock.setPredictionCol("stockPrediction").setProbabilityCol("stockProbability");

    List<Row> transformed = stock.transform(model.transform(rows)).collectAsList();

    for (Row each : transformed) {
      Vector x = each.getAs("features");
      double[] log = new double[3];
      model.mixture().logResponsibilities(x.toArray(), log);
      Vector p = each.getAs("probability");
      Vector q = each.getAs("stockProbability");
      for (int k = 0; k < 3; k++) {
        assertThat(p.apply(k)).isCloseTo(Math.exp(log[k]), within(1e-9));
        assertThat(q.apply(k)).isCloseTo(p.apply(k), within(1e-6));
      }
      assertThat(each.<Integer>getAs("prediction")).isEqualTo(p.argmax());
      assertThat(each.<Integer>getAs("stockPrediction")).isEqualTo(p.argmax());
    }
  }

  @Test
  void mllib_as_engine_finds_the_same_mixture() {
    Dataset<Row> rows = frame(clusters(300, 30), 2);
    IsonomyGaussianMixtureModel ours = three().setCovarianceType("full").fit(rows);
    // stock MLlib has one random start; this seed finds the optimum
    IsonomyGaussianMixtureModel stock =
        three().setCovarianceType("full").setEngine("mllib").setMaxIter(100).setSeed(3).fit(rows);

    assertThat(stock.result().meanLogLikelihood())
        .isLessThanOrEqualTo(ours.result().meanLogLikelihood() + 1e-3);
    assertThat(stock.meanLogLikelihood(rows))
        .isCloseTo(stock.result().meanLogLikelihood(), within(1e-3));
  }

  @Test
  void saved_stages_come_back_equal() throws Exception {
    IsonomyGaussianMixture estimator = three().setCovarianceType("diagonal").setLabelCol("cell");
    Dataset<Row> rows = frame(clusters(300, 4), 2);
    IsonomyGaussianMixtureModel model = estimator.fit(rows);
    String path = directory.resolve("model").toString();
    String estimatorPath = directory.resolve("estimator").toString();

    model.save(path);
    estimator.write().overwrite().save(estimatorPath);
    IsonomyGaussianMixtureModel loaded = IsonomyGaussianMixtureModel.load(path);
    IsonomyGaussianMixture loadedEstimator = IsonomyGaussianMixture.load(estimatorPath);

    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.mixture()).isEqualTo(model.mixture());
    assertThat(loaded.result().trace()).isEqualTo(model.result().trace());
    assertThat(loaded.result().componentCells()).isEqualTo(model.result().componentCells());
    assertThat(loaded.getIdCol()).isEqualTo("id");
    assertThat(values(loadedEstimator)).isEqualTo(values(estimator));
    assertThatThrownBy(() -> IsonomyGaussianMixture.load(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("must hold a saved dev.isonomy.spark.IsonomyGaussianMixture");
  }

  /**
   * Every Param that is set or has a default, with its value as JSON: arrays compare by content.
   */
  private static Map<String, String> values(IsonomyGaussianMixture estimator) {
    Map<String, String> values = new TreeMap<>();
    for (Param<?> param : estimator.params()) {
      if (estimator.isDefined(param)) {
        values.put(param.name(), json(estimator, param));
      }
    }
    return values;
  }

  private static <T> String json(IsonomyGaussianMixture estimator, Param<T> param) {
    return param.jsonEncode(estimator.getOrDefault(param));
  }

  @Test
  void works_as_a_stage_of_a_saved_pipeline() throws Exception {
    Dataset<Row> rows = frame(clusters(300, 4), 2);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {three()});
    String path = directory.resolve("pipeline").toString();

    PipelineModel model = pipeline.fit(rows);
    model.write().save(path);
    Pipeline.load(saved(pipeline)).fit(rows);
    PipelineModel loaded = PipelineModel.load(path);

    assertThat(loaded.transform(rows).select("prediction").collectAsList())
        .isEqualTo(model.transform(rows).select("prediction").collectAsList());
  }

  private String saved(Pipeline pipeline) throws Exception {
    String path = directory.resolve("unfitted").toString();
    pipeline.write().save(path);
    return path;
  }

  @Test
  void copies_keep_params_and_extras_win() {
    IsonomyGaussianMixture estimator = three();

    IsonomyGaussianMixture copy = estimator.copy(new ParamMap().put(estimator.k(), 5));

    assertThat(copy.getK()).isEqualTo(5);
    assertThat(copy.getSeed()).isEqualTo(1);
    assertThat(copy.uid()).isEqualTo(estimator.uid());
    assertThat(estimator.explainParams()).contains("covarianceFloor", "restartSampleSize");
    assertThatThrownBy(() -> estimator.setK(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> estimator.setCovarianceType("round"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bad_rows_are_refused_by_name() {
    List<Row> rows = new ArrayList<>(clusters(30, 2));
    rows.add(row("broken", new double[] {1, Double.NaN}, null, 1.0, null));
    List<Row> wide = new ArrayList<>(clusters(30, 2));
    wide.add(row("wide", new double[] {1, 2, 3}, null, 1.0, null));
    List<Row> negative = new ArrayList<>(clusters(30, 2));
    negative.add(row("negative", new double[] {1, 2}, null, -1.0, null));
    List<Row> missing = new ArrayList<>(clusters(30, 2));
    missing.add(RowFactory.create("missing", null, null, 1.0, null));

    assertRefused(three(), rows, "row broken must be finite but has NaN at position 1");
    assertRefused(three(), wide, "row wide must have 2 numbers but has 3");
    assertRefused(
        three().setWeightCol("weight"),
        negative,
        "row negative must have a weight of at least 0 but has -1.0");
    assertRefused(three(), missing, "row missing must have features but has null");
  }

  @Test
  void data_without_a_mixture_is_refused() {
    List<Row> equal = Collections.nCopies(20, row("same", new double[] {1, 2}, null, 1.0, null));
    List<Row> two = new ArrayList<>(equal);
    two.add(row("other", new double[] {3, 4}, null, 1.0, null));

    assertRefused(three(), List.of(), "must have at least one row");
    assertRefused(three(), equal, "rows must not all be equal");
    assertRefused(three(), two, "k must be at most the number of distinct rows");
    assertRefused(
        three().setFeaturesCol("absent"), two, "featuresCol names the column absent, but");
    assertRefused(three().setFeaturesCol("weight"), two, "must be a vector or an array");
    assertRefused(three().setPredictionCol("cell"), two, "output column cell exists already");
    assertRefused(three().setK(2).setLabelCol("cell"), clusters(60, 2), "k must be at least 3");
    assertRefused(three().setEngine("mllib"), two, "engine mllib fits full covariances only");
  }

  private static void assertRefused(
      IsonomyGaussianMixture estimator, List<Row> rows, String message) {
    Dataset<Row> frame = spark.createDataFrame(rows, Clusters.SCHEMA).coalesce(1);
    assertThatThrownBy(() -> estimator.fit(frame))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }
}
