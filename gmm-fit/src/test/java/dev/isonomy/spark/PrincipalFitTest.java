package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static dev.isonomy.spark.Clusters.frame;
import static dev.isonomy.spark.Clusters.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.projection.PrincipalComponents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits to principal components. */
class PrincipalFitTest {
  @TempDir Path directory;

  private static IsonomyGaussianMixture three() {
    return new IsonomyGaussianMixture()
        .setK(3)
        .setSeed(1)
        .setIdCol("id")
        .setTol(1e-9)
        .setCovarianceType("full");
  }

  private static void assertClustersFound(IsonomyGaussianMixtureModel model, Dataset<Row> rows) {
    List<Row> found = model.transform(rows).select("id", "prediction").collectAsList();
    int[] of = {-1, -1, -1};
    for (Row each : found) {
      int cluster = Integer.parseInt(each.getString(0).substring(1)) % 3;
      of[cluster] = of[cluster] < 0 ? each.getInt(1) : of[cluster];
      assertThat(each.getInt(1)).isEqualTo(of[cluster]);
    }
    assertThat(of).doesNotHaveDuplicates();
  }

  @Test
  void all_components_change_no_density() {
    Dataset<Row> rows = frame(clusters(300, 5), 3);
    IsonomyGaussianMixtureModel whole = three().fit(rows);

    IsonomyGaussianMixtureModel rotated = three().setPcaDimension(5).fit(rows);

    assertThat(rotated.numFeatures()).isEqualTo(5);
    assertThat(rotated.meanLogLikelihood(rows))
        .isCloseTo(whole.meanLogLikelihood(rows), within(1e-6));
  }

  @Test
  void two_components_hold_three_clusters_and_what_is_left_keeps_its_variance() {
    Dataset<Row> rows = frame(clusters(300, 30), 3);

    IsonomyGaussianMixtureModel model = three().setPcaDimension(2).fit(rows);

    assertClustersFound(model, rows);
    assertThat(model.numFeatures()).isEqualTo(30);
    assertThat(model.mixture().dimension()).isEqualTo(2);
    PrincipalComponents principal = (PrincipalComponents) model.projection();
    // 28 directions of unit variance, from 300 rows
    assertThat(principal.residualVariance()).isCloseTo(1, within(0.1));
    assertThat(model.meanLogLikelihood(rows)).isLessThan(model.result().meanLogLikelihood());
    double[][] counts = model.setLabelCol("cell").cellCounts(rows, 3);
    for (double[] cell : counts) {
      assertThat(java.util.Arrays.stream(cell).max().orElseThrow()).isCloseTo(10, within(1e-3));
    }
    assertThat(java.util.Arrays.stream(model.estimateWeights(rows, 3)).sum())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void a_share_of_the_variance_chooses_the_number_of_components() {
    Dataset<Row> rows = frame(clusters(300, 30), 2);

    IsonomyGaussianMixtureModel model = three().setPcaVarianceShare(0.8).fit(rows);

    // The clusters' plane has 2 x 120 of a total variance of 270.
    assertThat(model.mixture().dimension()).isEqualTo(2);
    assertThat(three().setPcaVarianceShare(0.8).setPcaDimension(1).fit(rows).mixture().dimension())
        .isEqualTo(1);
  }

  @Test
  void thousands_of_coordinates_are_projected_without_their_covariance_matrix() {
    Dataset<Row> rows = frame(clusters(90, 3_072), 3);

    IsonomyGaussianMixtureModel model =
        three().setPcaDimension(2).setCovarianceType("tied").setFeaturesCol("latent").fit(rows);

    assertClustersFound(model, rows);
  }

  @Test
  void saved_projections_come_back_equal() throws Exception {
    IsonomyGaussianMixtureModel model = three().setPcaDimension(2).fit(frame(clusters(90, 6), 2));
    String path = directory.resolve("projected").toString();

    model.save(path);
    IsonomyGaussianMixtureModel loaded = IsonomyGaussianMixtureModel.load(path);

    assertThat(loaded.projectedMixture()).isEqualTo(model.projectedMixture());
    assertThat(loaded.getPcaDimension()).isEqualTo(2);
    assertThat(model.withWeights(new double[] {0.5, 0.25, 0.25}).projection())
        .isEqualTo(model.projection());
  }

  @Test
  void mllib_gets_the_components_multiplied_out() {
    Dataset<Row> rows = frame(clusters(150, 12), 2);
    IsonomyGaussianMixtureModel model = three().setPcaDimension(3).fit(rows);
    GaussianMixtureModel stock = model.toMLlib();
    stock.setPredictionCol("stockPrediction").setProbabilityCol("stockProbability");

    for (Row each : stock.transform(model.transform(rows)).collectAsList()) {
      Vector ours = each.getAs("probability");
      Vector theirs = each.getAs("stockProbability");
      for (int k = 0; k < 3; k++) {
        assertThat(theirs.apply(k)).isCloseTo(ours.apply(k), within(1e-8));
      }
    }
  }

  @Test
  void what_cannot_be_is_refused() {
    List<Row> rows = new ArrayList<>(clusters(30, 4));
    Dataset<Row> good = frame(rows, 1);
    rows.add(row("broken", new double[] {1, 2, Double.NaN, 4}, null, 1.0, null));
    Dataset<Row> bad = frame(rows, 2);

    assertThatThrownBy(() -> three().setPcaDimension(5).fit(good))
        .isInstanceOf(UserException.class)
        .hasMessage("pcaDimension must be at most the 4 numbers of a row but was 5");
    assertThatThrownBy(() -> three().setPcaDimension(2).fit(bad))
        .isInstanceOf(UserException.class)
        .hasMessage("row broken must be finite but has NaN at position 2");
    assertThatThrownBy(() -> three().setPcaDimension(2).setEngine("mllib").fit(good))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("engine mllib takes rows as they are");
    assertThatThrownBy(() -> three().setPcaVarianceShare(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
