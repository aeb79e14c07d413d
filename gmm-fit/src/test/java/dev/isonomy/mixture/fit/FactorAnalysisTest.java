package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.LowRankCovariance;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactorAnalysisTest {
  private static final int D = 3;

  /** W (3 x 1), then psi. */
  private static final double[] PARAMETERS = {2, 1, -1, 0.5, 0.25, 1};

  /** The sums of n rows with mean 0 and scatter n S, as an E-step has them. */
  private static double[] sums(double n, double[] s, double[] c) {
    double[] second = new double[2 * D];
    for (int i = 0; i < D; i++) {
      second[i] = n * s[(i * D) + i];
      for (int j = 0; j < D; j++) {
        second[D + i] += n * c[j] * s[(j * D) + i];
      }
    }
    return second;
  }

  @Test
  void rows_that_have_the_model_s_covariance_leave_it_as_it_is() {
    LowRankCovariance model = new LowRankCovariance(D, new double[][] {PARAMETERS});
    double[] second = sums(100, model.matrix(0), model.whitened(0));

    double[] next = new FactorAnalysis(model, 0, 100, new double[D], second).maximize(1e-9);

    assertThat(next).containsExactly(PARAMETERS, within(1e-12));
  }

  @Test
  void uniquenesses_stay_above_the_floor() {
    LowRankCovariance model = new LowRankCovariance(D, new double[][] {PARAMETERS});
    double[] second = sums(100, model.matrix(0), model.whitened(0));

    double[] next = new FactorAnalysis(model, 0, 100, new double[D], second).maximize(0.4);

    assertThat(next[D]).isCloseTo(0.5, within(1e-12));
    assertThat(next[D + 1]).isEqualTo(0.4);
  }

  @Test
  void a_start_keeps_the_variances_within_clusters() {
    double[][] rows = GoldenRows.of(200, D, 2, 30, 5);
    int[] assigned = new int[rows.length];
    for (int r = 0; r < rows.length; r++) {
      assigned[r] = r % 2;
      for (int i = 0; i < D; i++) {
        rows[r][i] *= 1 + i;
      }
    }
    RowBlock sample = RowBlock.of(rows);
    JavaMatrixKernel kernel = new JavaMatrixKernel();
    Moments moments = Moments.of(List.of(sample), kernel);
    MixtureSettings settings = MixtureSettings.of(2).withLowRank(1);

    double[] start = LowRankStart.of(sample, assigned, settings, moments, kernel).matrix(1);

    double[] within = variancesWithin(rows, assigned);
    for (int i = 0; i < D; i++) {
      assertThat(start[(i * D) + i]).isCloseTo(within[i], within(1e-9 * within[i]));
    }
    assertThatThrownBy(
            () -> LowRankStart.of(sample, assigned, settings.withLowRank(4), moments, kernel))
        .isInstanceOf(UserException.class)
        .hasMessage("rank must be at most the 3 numbers of a row but was 4");
  }

  private static double[] variancesWithin(double[][] rows, int[] assigned) {
    double[][] means = new double[2][D];
    double[] variances = new double[D];
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < D; i++) {
        means[assigned[r]][i] += rows[r][i] / (rows.length / 2.0);
      }
    }
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < D; i++) {
        double x = rows[r][i] - means[assigned[r]][i];
        variances[i] += x * x / rows.length;
      }
    }
    return variances;
  }
}
