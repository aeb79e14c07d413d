package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.ProjectedFit;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's own transform on exported mixtures, against ours. */
class MllibExportTest {
  @TempDir Path directory;

  /** Two overlapping components and a rare third one, correlated, of the given deviation. */
  private static IsonomyGaussianMixtureModel model(int d, double deviation) {
    double[][] means = new double[3][d];
    double[] matrix = new double[d * d];
    double apart = deviation * 2 / Math.sqrt(d);
    for (int i = 0; i < d; i++) {
      means[1][i] = apart;
      means[2][i] = i % 2 == 0 ? apart : -apart;
      matrix[(i * d) + i] = deviation * deviation;
      if (i > 0) {
        matrix[(i * d) + i - 1] = 0.2 * deviation * deviation;
        matrix[((i - 1) * d) + i] = 0.2 * deviation * deviation;
      }
    }
    GaussianMixture mixture =
        new GaussianMixture(
            new double[] {0.6, 0.399, 0.001},
            means,
            Covariance.of(CovarianceType.TIED, d, new double[][] {matrix}));
    FitResult result = new FitResult(mixture, new int[] {-1, -1, -1}, List.of(), 0, true);
    return new IsonomyGaussianMixtureModel("exported", ProjectedFit.unprojected(result));
  }

  private static Dataset<Row> draws(GaussianMixture mixture) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 36; i++) {
      double[] x = new double[mixture.dimension()];
      mixture.sample(i % 3, RandomStream.of(1, i, 0, Purpose.LATENT), x);
      rows.add(Clusters.row("r" + i, x, null, 1.0, null));
    }
    return Clusters.frame(rows, 1);
  }

  private static void assertAgrees(IsonomyGaussianMixtureModel ours, Transformer stock) {
    Dataset<Row> rows = draws(ours.mixture());
    List<Row> expected = ours.transform(rows).select("probability").collectAsList();
    List<Row> found = stock.transform(rows).select("probability", "prediction").collectAsList();
    for (int r = 0; r < found.size(); r++) {
      Vector p = expected.get(r).getAs(0);
      Vector q = found.get(r).getAs(0);
      assertThat(q.toArray()).containsExactly(p.toArray(), within(1e-7));
      assertThat(found.get(r).getInt(1)).isEqualTo(p.argmax());
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "64, 1", "64, 0.01", "256, 1", "400, 1", "512, 0.3"})
  void the_model_for_the_same_rows_agrees(int d, double deviation) {
    IsonomyGaussianMixtureModel ours = model(d, deviation);

    GaussianMixtureModel stock = ours.toMLlib();

    assertAgrees(ours, stock);
    assertThat(stock.gaussians()[1].mean().toArray()).isEqualTo(ours.mixture().mean(1));
    double sum = Arrays.stream(stock.weights()).sum();
    assertThat(stock.weights()[0] / sum).isCloseTo(0.6, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"64, 1", "512, 1", "512, 100"})
  void the_pipeline_agrees_at_any_dimension_and_its_weights_sum_to_one(int d, double deviation) {
    IsonomyGaussianMixtureModel ours = model(d, deviation);

    PipelineModel pipeline = ours.toMLlibPipeline();

    assertAgrees(ours, pipeline);
    GaussianMixtureModel stock = (GaussianMixtureModel) pipeline.stages()[1];
    assertThat(stock.weights()).containsExactly(ours.weights(), within(1e-12));
  }

  @Test
  void exports_come_back_from_spark_s_own_files() throws Exception {
    IsonomyGaussianMixtureModel ours = model(64, 1);
    String model = directory.resolve("model").toString();
    String pipeline = directory.resolve("pipeline").toString();
    ours.toMLlib().write().save(model);
    ours.toMLlibPipeline().write().save(pipeline);

    assertAgrees(ours, GaussianMixtureModel.load(model));
    assertAgrees(ours, PipelineModel.load(pipeline));
  }

  @Test
  void what_linear_densities_cannot_hold_is_refused_with_the_way_out() {
    // 512 dimensions of unit variance: a typical density is exp(-716)
    assertThatThrownBy(() -> model(512, 1).toMLlib())
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "log densities from -\\d+ to -\\d+ must be within MLlib's range, which is linear;"
                + " export with toMLlibPipeline, which scales the rows");
    assertThatThrownBy(() -> model(512, 0.01).toMLlib())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("toMLlibPipeline");
  }
}
