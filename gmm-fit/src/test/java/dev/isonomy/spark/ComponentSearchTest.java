package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static dev.isonomy.spark.Clusters.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of components, chosen where the truth is three. */
@Tag("long")
class ComponentSearchTest {
  @TempDir Path directory;

  private static IsonomyGaussianMixture search(String criterion, int... candidates) {
    return new IsonomyGaussianMixture()
        .setSeed(1)
        .setRestarts(2)
        .setMaxIter(50)
        .setTol(1e-3)
        .setKCandidates(candidates)
        .setKSelection(criterion);
  }

  @Test
  void held_out_likelihood_finds_the_three_clusters_and_is_saved() throws Exception {
    Dataset<Row> rows = frame(clusters(600, 4), 2);
    String path = directory.resolve("searched").toString();

    IsonomyGaussianMixtureModel model = search("heldOut", 5, 1, 3, 2).fit(rows);
    model.save(path);

    assertThat(model.mixture().componentCount()).isEqualTo(3);
    List<Row> scores =
        IsonomyGaussianMixtureModel.load(path).search(Clusters.spark()).collectAsList();
    assertThat(scores).extracting(row -> row.getInt(0)).containsExactly(1, 2, 3, 5);
    assertThat(scores)
        .extracting(row -> row.getBoolean(3))
        .containsExactly(false, false, true, false);
    assertThat(scores.get(2).getDouble(1)).isGreaterThan(scores.get(1).getDouble(1));
    assertThat(IsonomyGaussianMixtureModel.load(path).scores()).isEqualTo(model.scores());
    // fitted to all rows in the end
    assertThat(model.weights())
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-3));
  }

  @Test
  void purity_finds_the_three_cells() {
    Dataset<Row> rows = frame(clusters(600, 4), 2);

    IsonomyGaussianMixtureModel model =
        search("purity", 1, 2, 3, 6).setLabelCol("cell").setLabels("ignore").fit(rows);

    assertThat(model.mixture().componentCount()).isEqualTo(3);
    assertThat(model.scores().get(0).score()).isBetween(0.1, 0.7);
    assertThat(model.scores().get(2).score()).isCloseTo(1, within(1e-4));
    assertThat(model.scores().get(3).score()).isCloseTo(1, within(1e-4));
  }

  @Test
  void schwarz_s_criterion_finds_the_three_clusters() {
    IsonomyGaussianMixtureModel model = search("bic", 2, 3, 4).fit(frame(clusters(600, 4), 2));

    assertThat(model.mixture().componentCount()).isEqualTo(3);
  }

  @Test
  void what_cannot_be_scored_is_refused() {
    Dataset<Row> rows = frame(clusters(60, 2), 1);

    assertThatThrownBy(() -> search("purity", 2, 3).fit(rows))
        .isInstanceOf(UserException.class)
        .hasMessage("kSelection purity needs labels: set labelCol");
    assertThatThrownBy(() -> search("heldOut", 0, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> search("aic", 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
