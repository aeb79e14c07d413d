package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static dev.isonomy.spark.Clusters.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.CovarianceType;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LowRankFitTest {
  @TempDir Path directory;

  @Test
  void a_mixture_over_thousands_of_coordinates_is_fitted_saved_and_transforms() throws Exception {
    int d = 6_144;
    Dataset<Row> rows = frame(clusters(60, d), 3);
    String path = directory.resolve("low").toString();

    IsonomyGaussianMixtureModel model =
        new IsonomyGaussianMixture()
            .setK(3)
            .setCovarianceType("lowRank")
            .setRank(2)
            .setRestarts(1)
            .setMaxIter(5)
            .setFeaturesCol("latent")
            .fit(rows);
    model.save(path);
    IsonomyGaussianMixtureModel loaded = IsonomyGaussianMixtureModel.load(path);

    assertThat(model.weights())
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-6));
    assertThat(loaded.mixture()).isEqualTo(model.mixture());
    assertThat(loaded.mixture().covariance().type()).isEqualTo(CovarianceType.LOW_RANK);
    assertThat(loaded.transform(rows).select("prediction").distinct().count()).isEqualTo(3);
    // 3 components of d means, d squares and 2 d products, and 6 numbers
    assertThat(model.result().trace().get(0).statisticsBytes()).isEqualTo(8L * ((3 * 4 * d) + 6));
  }
}
