package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static dev.isonomy.spark.Clusters.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that break careless mixtures, under every covariance type. */
class DifficultRowsTest {
  private static IsonomyGaussianMixture two(String type) {
    return new IsonomyGaussianMixture()
        .setK(2)
        .setCovarianceType(type)
        .setRank(1)
        .setRestarts(1)
        .setMaxIter(20)
        .setIdCol("id");
  }

  private static Dataset<Row> frame(List<Row> rows) {
    return Clusters.spark().createDataFrame(rows, Clusters.SCHEMA).coalesce(1);
  }

  private static void assertFinite(IsonomyGaussianMixtureModel model, Dataset<Row> rows) {
    assertThat(model.meanLogLikelihood(rows)).isFinite();
    for (Row each : model.transform(rows).select("probability").collectAsList()) {
      Vector p = each.getAs(0);
      assertThat(p.apply(0) + p.apply(1)).isCloseTo(1, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied", "full", "diagonal", "spherical", "lowRank"})
  void constant_columns_duplicates_and_fewer_rows_than_columns_are_fitted(String type) {
    List<Row> rows = new ArrayList<>();
    for (Row each : clusters(6, 8)) { // six rows in eight dimensions, each twice
      double[] x = each.<Vector>getAs(1).toArray().clone();
      x[5] = 42; // a constant column
      rows.addAll(Collections.nCopies(2, row(each.getString(0), x, null, 1.0, null)));
    }
    Dataset<Row> frame = frame(rows);

    assertFinite(two(type).fit(frame), frame);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied", "full", "diagonal", "spherical", "lowRank"})
  void a_component_that_stands_on_one_repeated_row_keeps_a_covariance(String type) {
    List<Row> rows = new ArrayList<>(clusters(20, 2));
    double[] far = {1e4, -1e4};
    rows.addAll(Collections.nCopies(10, row("far", far, null, 1.0, null)));
    Dataset<Row> frame = frame(rows);

    IsonomyGaussianMixtureModel model = two(type).fit(frame);

    assertFinite(model, frame);
    assertThat(model.weights()).contains(new double[] {1 / 3.0}, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN})
  void rows_that_are_not_finite_are_refused_by_name_by_fit_and_by_scores(double bad) {
    List<Row> rows = new ArrayList<>(clusters(20, 2));
    Dataset<Row> good = frame(clusters(20, 2));
    rows.add(row("broken", new double[] {1, bad}, null, 1.0, null));
    Dataset<Row> broken = frame(rows);
    IsonomyGaussianMixtureModel model = two("tied").fit(good);
    String message = "row broken must be finite but has " + bad + " at position 1";

    assertThatThrownBy(() -> two("tied").fit(broken))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> model.meanLogLikelihood(broken))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied", "lowRank"})
  void rows_of_weight_zero_do_not_count(String type) {
    List<Row> rows = new ArrayList<>(clusters(40, 3));
    Dataset<Row> without = frame(rows);
    List<Row> more = new ArrayList<>(rows);
    more.add(row("ghost", new double[] {1e6, 1e6, 1e6}, null, 0.0, null));

    IsonomyGaussianMixtureModel a = two(type).setWeightCol("weight").fit(frame(more));
    IsonomyGaussianMixtureModel b = two(type).setWeightCol("weight").fit(without);

    assertThat(a.result().meanLogLikelihood())
        .isCloseTo(b.result().meanLogLikelihood(), within(1e-9));
    List<Row> none = rows.stream().map(DifficultRowsTest::weightless).toList();
    assertThatThrownBy(() -> two(type).setWeightCol("weight").fit(frame(none)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("at least one row of positive weight");
  }

  private static Row weightless(Row row) {
    return row(row.getString(0), row.<Vector>getAs(1).toArray(), null, 0.0, null);
  }
}
