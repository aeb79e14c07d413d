package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Covariances W W^T + diag(psi). */
class LowRankTest {
  private static final int D = 9;
  private static final int RANK = 2;

  /** Two components with different factors. */
  private static GaussianMixture truth() {
    double[][] parameters = new double[2][D * (RANK + 1)];
    double[][] means = new double[2][D];
    for (int k = 0; k < 2; k++) {
      RandomStream stream = RandomStream.of(8, k, 0, Purpose.RENDER);
      for (int i = 0; i < D * RANK; i++) {
        parameters[k][i] = stream.nextGaussian();
      }
      for (int i = 0; i < D; i++) {
        parameters[k][(D * RANK) + i] = 0.1 + stream.nextDouble();
        means[k][i] = k == 0 ? 0 : 3;
      }
    }
    return new GaussianMixture(
        new double[] {0.4, 0.6}, means, Covariance.of(CovarianceType.LOW_RANK, D, parameters));
  }

  private static double[][] draws(GaussianMixture mixture, int n) {
    double[][] rows = new double[n][mixture.dimension()];
    for (int i = 0; i < n; i++) {
      RandomStream stream = RandomStream.of(9, i, 0, Purpose.LATENT);
      mixture.sample(stream.nextDouble() < 0.4 ? 0 : 1, stream, rows[i]);
    }
    return rows;
  }

  /** The same matrices without their structure. */
  private static GaussianMixture asFull(GaussianMixture mixture) {
    double[][] matrices = new double[mixture.componentCount()][];
    for (int k = 0; k < matrices.length; k++) {
      matrices[k] = mixture.covariance().matrix(k);
    }
    return new GaussianMixture(
        mixture.weights(),
        mixture.means(),
        Covariance.of(CovarianceType.FULL, mixture.dimension(), matrices));
  }

  @Test
  void densities_and_responsibilities_are_those_of_the_matrix() {
    GaussianMixture low = truth();
    GaussianMixture full = asFull(low);
    double[][] rows = draws(low, 50);
    RowBlock block = RowBlock.of(rows);
    double[] centre = low.mean();
    MatrixKernel kernel = new JavaMatrixKernel();

    double[][] ours = Responsibilities.of(low, centre).of(block, kernel);
    double[][] theirs = Responsibilities.of(full, centre).of(block, kernel);

    for (int r = 0; r < rows.length; r++) {
      assertThat(low.logDensity(rows[r])).isCloseTo(full.logDensity(rows[r]), within(1e-9));
      assertThat(ours[r]).containsExactly(theirs[r], within(1e-9));
      assertThat(Responsibilities.of(low, centre).ofRow(rows[r]))
          .containsExactly(theirs[r], within(1e-9));
    }
  }

  @Test
  void draws_have_the_covariance() {
    GaussianMixture low = truth();
    double[][] rows = new double[20_000][D];
    for (int i = 0; i < rows.length; i++) {
      low.sample(1, RandomStream.of(2, i, 0, Purpose.LATENT), rows[i]);
    }

    double[] covariance = Moments.of(RowBlock.blocks(rows), new JavaMatrixKernel()).covariance();

    assertThat(covariance).containsExactly(low.covariance().matrix(1), within(0.2));
  }

  @Test
  void parameters_are_counted_and_checked() {
    assertThat(truth().parameterCount()).isEqualTo(1 + (2 * D) + (2 * ((D * 3) - 1)));
    assertThatThrownBy(
            () -> Covariance.of(CovarianceType.LOW_RANK, 3, new double[][] {{1, 1, 1, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have d (r + 1) numbers");
  }

  @Test
  void a_fit_beats_the_truth_on_its_own_rows_and_comes_near_its_matrices() {
    GaussianMixture truth = truth();
    double[][] rows = draws(truth, 4_000);
    double expected = Arrays.stream(rows).mapToDouble(truth::logDensity).average().orElseThrow();

    FitResult result =
        MixtureFit.fit(
            RowBlock.blocks(rows),
            MixtureSettings.of(2).withLowRank(RANK).withLimits(300, 1e-7).withStarts(2, 1));

    // The maximum of the likelihood is above any other mixture's, the truth's included.
    assertThat(result.meanLogLikelihood()).isGreaterThan(expected);
    assertThat(result.meanLogLikelihood()).isCloseTo(expected, within(0.02));
    int second = result.mixture().weights()[0] > 0.5 ? 0 : 1;
    assertThat(result.mixture().covariance().matrix(second))
        .containsExactly(truth.covariance().matrix(1), within(0.3));
  }

  @Test
  void the_likelihood_never_falls() {
    double[][] rows = GoldenRows.of(400, 12, 3, 2, 5);
    FitResult result =
        MixtureFit.fit(
            RowBlock.blocks(rows),
            MixtureSettings.of(4).withLowRank(3).withLimits(60, 0).withStarts(1, 0));

    double before = Double.NEGATIVE_INFINITY;
    for (FitIteration each : result.trace()) {
      assertThat(each.meanLogLikelihood()).isGreaterThanOrEqualTo(before - 1e-10);
      // n_k, means, squares and 3 products for 4 components, and 3 totals
      assertThat(each.statisticsBytes()).isEqualTo(8L * (4 + (4 * 12 * 5) + 3));
      before = each.meanLogLikelihood();
    }
  }

  /** Scikit-learn's FactorAnalysis is one component of low rank. */
  @Test
  void agrees_with_scikit_learn() throws Exception {
    JsonObject golden;
    try (Reader reader =
        new InputStreamReader(
            getClass().getResourceAsStream("/factor-golden.json"), StandardCharsets.UTF_8)) {
      golden = JsonParser.parseReader(reader).getAsJsonObject();
    }
    double[][] rows = GoldenRows.of(400, 12, 4, 8, 33);

    FitResult result =
        MixtureFit.fit(
            RowBlock.blocks(rows),
            MixtureSettings.of(1).withLowRank(3).withLimits(3_000, 1e-10).withStarts(1, 0));

    assertThat(result.meanLogLikelihood())
        .isCloseTo(golden.get("meanLogLikelihood").getAsDouble(), within(1e-4));
    double[] logDensities = new Gson().fromJson(golden.get("logDensities"), double[].class);
    for (int r = 0; r < logDensities.length; r++) {
      assertThat(result.mixture().logDensity(rows[r])).isCloseTo(logDensities[r], within(1e-2));
    }
  }

  @Test
  void thousands_of_coordinates_need_no_matrix() {
    int d = 12_288;
    double[][] rows = new double[48][d];
    for (int r = 0; r < rows.length; r++) {
      RandomStream stream = RandomStream.of(4, r, 0, Purpose.RENDER);
      double along = stream.nextGaussian();
      for (int i = 0; i < d; i++) {
        rows[r][i] = stream.nextGaussian() + (r % 2 == 0 ? 0.5 : -0.5) + (i % 7 == 0 ? along : 0);
      }
    }

    FitResult result =
        MixtureFit.fit(
            RowBlock.blocks(rows),
            MixtureSettings.of(2).withLowRank(2).withLimits(4, 0).withStarts(1, 0));

    assertThat(result.mixture().weights()).containsExactly(new double[] {0.5, 0.5}, within(1e-6));
    assertThat(result.mixture().logDensity(rows[0])).isFinite();
    assertThat(result.trace().get(0).statisticsBytes()).isLessThan(8L * 2 * d * 5);
  }

  @Test
  void a_rank_above_the_width_is_refused() {
    List<RowBlock> blocks = RowBlock.blocks(GoldenRows.of(30, 3, 1, 1, 2));

    assertThatThrownBy(() -> MixtureFit.fit(blocks, MixtureSettings.of(1).withLowRank(4)))
        .isInstanceOf(UserException.class)
        .hasMessage("rank must be at most the 3 numbers of a row but was 4");
    assertThatThrownBy(() -> MixtureSettings.of(1).withLowRank(0))
        .hasMessage("rank must be at least 1 but was 0");
  }
}
