package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MixtureFitTest {
  /** A rank that narrow rows have room for. */
  private static MixtureSettings settings(int components, CovarianceType type) {
    MixtureSettings settings = MixtureSettings.of(components).withCovarianceType(type);
    return type == CovarianceType.LOW_RANK ? settings.withLowRank(1) : settings;
  }

  @ParameterizedTest
  @CsvSource({
    "1, TIED",
    "1, FULL",
    "2, TIED",
    "2, FULL",
    "32, TIED",
    "32, FULL",
    "32, DIAGONAL",
    "2, SPHERICAL",
    "512, TIED",
    "512, DIAGONAL"
  })
  void one_component_is_the_sample_covariance(int d, CovarianceType type) {
    int n = (2 * d) + 50;
    double[][] rows = GoldenRows.of(n, d, 3, 2, 7);
    for (double[] row : rows) {
      row[0] += 1e6; // a large common offset must not matter
    }

    GaussianMixture mixture =
        MixtureFit.fit(RowBlock.blocks(rows), MixtureSettings.of(1).withCovarianceType(type))
            .mixture();

    double[] mean = new double[d];
    for (double[] row : rows) {
      for (int i = 0; i < d; i++) {
        mean[i] += row[i] / n;
      }
    }
    double[] covariance = new double[d * d];
    for (double[] row : rows) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          covariance[(i * d) + j] += (row[i] - mean[i]) * (row[j] - mean[j]) / n;
        }
      }
    }
    double meanVariance = 0;
    for (int i = 0; i < d; i++) {
      meanVariance += covariance[(i * d) + i] / d;
    }
    assertThat(mixture.weights()).containsExactly(1);
    double[] fittedMean = mixture.mean(0);
    for (int i = 0; i < d; i++) {
      assertThat(fittedMean[i]).isCloseTo(mean[i], within(1e-8));
    }
    double[] fitted = mixture.covariance().matrix(0);
    double worst = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double expected =
            switch (type) {
              case TIED, FULL -> covariance[(i * d) + j];
              case DIAGONAL -> i == j ? covariance[(i * d) + j] : 0;
              case SPHERICAL -> i == j ? meanVariance : 0;
              case LOW_RANK -> throw new IllegalArgumentException("see LowRankTest");
            };
        worst = Math.max(worst, Math.abs(fitted[(i * d) + j] - expected));
      }
    }
    assertThat(worst).isLessThan(1e-8);
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void the_log_likelihood_never_falls_and_is_that_of_the_mixture(CovarianceType type) {
    double[][] rows = GoldenRows.of(400, 5, 4, 4, 21);
    MixtureSettings settings = settings(6, type).withStarts(1, 3).withLimits(60, 0);

    FitResult result = MixtureFit.fit(RowBlock.blocks(rows), settings);

    double before = Double.NEGATIVE_INFINITY;
    for (FitIteration each : result.trace()) {
      assertThat(each.meanLogLikelihood()).isGreaterThanOrEqualTo(before - 1e-10);
      before = each.meanLogLikelihood();
    }
    double direct =
        Arrays.stream(rows).mapToDouble(result.mixture()::logDensity).average().orElseThrow();
    assertThat(result.meanLogLikelihood()).isCloseTo(direct, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void responsibilities_sum_to_one_in_blocks_and_row_by_row(CovarianceType type) {
    double[][] rows = GoldenRows.of(300, 6, 3, 6, 5);
    GaussianMixture mixture = MixtureFit.fit(RowBlock.blocks(rows), settings(3, type)).mixture();
    Responsibilities step = Responsibilities.of(mixture, mixture.mean());

    double[][] blocked = step.of(RowBlock.of(rows), new JavaMatrixKernel());

    for (int r = 0; r < rows.length; r++) {
      double[] log = new double[3];
      mixture.logResponsibilities(rows[r], log);
      assertThat(Arrays.stream(blocked[r]).sum()).isCloseTo(1, within(1e-12));
      assertThat(blocked[r])
          .containsExactly(Arrays.stream(log).map(Math::exp).toArray(), within(1e-9));
      assertThat(step.ofRow(rows[r])).containsExactly(blocked[r], within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"32, 8", "512, 3"})
  void separated_clusters_are_found_at_any_dimension(int d, int k) {
    // research: spark.ml's own mixture collapses all of them from 25 dimensions on
    double[][] rows = GoldenRows.of(40 * k, d, k, 40 / Math.sqrt(d), 31);

    FitResult result = MixtureFit.fit(RowBlock.blocks(rows), MixtureSettings.of(k));

    assertThat(result.mixture().weights()).containsOnly(new double[] {1.0 / k}, within(1e-9));
    int[] component = new int[k];
    for (int r = 0; r < rows.length; r++) {
      double[] log = new double[k];
      result.mixture().logResponsibilities(rows[r], log);
      int best = 0;
      for (int c = 1; c < k; c++) {
        best = log[c] > log[best] ? c : best;
      }
      if (r < k) {
        component[r] = best;
      }
      assertThat(best).isEqualTo(component[r % k]);
    }
    assertThat(Arrays.stream(component).distinct().count()).isEqualTo(k);
  }

  @Test
  void anchored_components_keep_the_rows_of_their_cell() {
    double[][] rows = GoldenRows.of(400, 2, 2, 0.5, 9); // two heavily overlapping clusters
    int[] cells = new int[rows.length];
    for (int r = 0; r < rows.length; r++) {
      cells[r] = r < 80 ? r % 2 : RowBlock.NO_CELL;
    }

    FitResult result = MixtureFit.fit(List.of(RowBlock.of(rows, cells)), MixtureSettings.of(4));

    assertThat(result.componentCells()).containsExactly(0, 0, 1, 1);
    double before = Double.NEGATIVE_INFINITY;
    for (FitIteration each : result.trace()) {
      assertThat(each.meanLogLikelihood()).isGreaterThanOrEqualTo(before - 1e-10);
      before = each.meanLogLikelihood();
    }
    Responsibilities anchored =
        Responsibilities.anchored(
            result.mixture(), result.mixture().mean(), result.componentCells());
    double[][] shares = anchored.of(RowBlock.of(rows, cells), new JavaMatrixKernel());
    assertThat(shares[0][2] + shares[0][3]).isZero();
    assertThat(shares[1][0] + shares[1][1]).isZero();
  }

  @Test
  void components_beyond_the_cells_go_to_the_rows_without_labels() {
    double[][] rows = GoldenRows.of(300, 2, 3, 60, 9);
    int[] cells = new int[rows.length];
    for (int r = 0; r < rows.length; r++) {
      cells[r] = r < 30 && r % 3 < 2 ? r % 3 : RowBlock.NO_CELL; // the third cluster has no label
    }

    FitResult result =
        MixtureFit.fit(
            List.of(RowBlock.of(rows, cells)),
            MixtureSettings.of(3).withLabels(MixtureSettings.LabelUse.SEED, 2));

    assertThat(result.componentCells()).containsExactly(0, 1, RowBlock.NO_CELL);
    assertThat(result.mixture().weights())
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void degenerate_data_gives_a_floored_mixture(CovarianceType type) {
    double[][] constantColumn = GoldenRows.of(60, 4, 2, 8, 3);
    for (double[] row : constantColumn) {
      row[2] = 5;
    }
    double[][] fewRows = GoldenRows.of(6, 20, 2, 8, 3);
    double[][] duplicates = new double[50][];
    for (int r = 0; r < duplicates.length; r++) {
      duplicates[r] = new double[] {r % 2, r % 2, 0};
    }
    for (double[][] rows : List.of(constantColumn, fewRows, duplicates)) {
      GaussianMixture mixture = MixtureFit.fit(RowBlock.blocks(rows), settings(2, type)).mixture();
      for (double[] row : rows) {
        assertThat(mixture.logDensity(row)).isFinite();
      }
    }
  }

  @Test
  void data_without_a_mixture_is_refused() {
    double[][] equal = {{1, 2}, {1, 2}, {1, 2}};
    double[][] two = {{1, 2}, {1, 2}, {3, 4}};

    assertThatThrownBy(() -> MixtureFit.fit(RowBlock.blocks(equal), MixtureSettings.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("rows must not all be equal");
    assertThatThrownBy(() -> MixtureFit.fit(RowBlock.blocks(two), MixtureSettings.of(3)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("k must be at most the number of distinct rows with weight, 2");
    assertThatThrownBy(() -> RowBlock.of(new double[][] {{1}, {Double.POSITIVE_INFINITY}}))
        .hasMessage("row 1 must be finite but has Infinity at position 0");
    assertThatThrownBy(() -> RowBlock.of(new double[][] {{1}, {1, 2}}))
        .hasMessage("row 1 must have 1 numbers but has 2");
    assertThatThrownBy(() -> MixtureSettings.of(0)).hasMessage("k must be at least 1 but was 0");
  }

  @Test
  void weights_are_estimated_with_components_as_they_are() {
    double[][] rows = GoldenRows.of(300, 2, 3, 60, 9);
    GaussianMixture mixture =
        MixtureFit.fit(RowBlock.blocks(rows), MixtureSettings.of(3)).mixture();
    double[][] skewed = new double[150][];
    for (int r = 0; r < skewed.length; r++) {
      skewed[r] = rows[r < 120 ? 3 * (r % 100) : 1 + (3 * (r % 100))];
    }

    double[] weights = WeightEstimation.of(mixture, RowBlock.blocks(skewed), 4);
    Arrays.sort(weights);

    assertThat(weights).containsExactly(new double[] {0, 0.2, 0.8}, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void samples_have_the_moments_of_their_component(CovarianceType type) {
    double[][] rows = GoldenRows.of(300, 3, 2, 6, 9);
    GaussianMixture mixture = MixtureFit.fit(RowBlock.blocks(rows), settings(2, type)).mixture();
    double[][] drawn = new double[20_000][3];
    for (int i = 0; i < drawn.length; i++) {
      mixture.sample(1, RandomStream.of(1, 0, i, Purpose.LATENT), drawn[i]);
    }

    Moments moments = Moments.of(RowBlock.blocks(drawn), new JavaMatrixKernel());

    assertThat(moments.mean()).containsExactly(mixture.mean(1), within(0.05));
    assertThat(moments.covariance()).containsExactly(mixture.covariance().matrix(1), within(0.08));
  }

  @Test
  void merged_moments_are_those_of_all_rows() {
    double[][] rows = GoldenRows.of(700, 4, 2, 6, 9);
    MatrixKernel kernel = new JavaMatrixKernel();
    Moments whole = Moments.of(List.of(RowBlock.of(rows)), kernel);
    Moments parts = Moments.empty(4);
    parts.merge(Moments.of(List.of(RowBlock.of(Arrays.copyOf(rows, 10))), kernel));
    parts.merge(Moments.empty(4));
    parts.merge(Moments.of(RowBlock.blocks(Arrays.copyOfRange(rows, 10, 700)), kernel));

    assertThat(parts.rows()).isEqualTo(700);
    assertThat(parts.mean()).containsExactly(whole.mean(), within(1e-12));
    assertThat(parts.covariance()).containsExactly(whole.covariance(), within(1e-12));
  }
}
