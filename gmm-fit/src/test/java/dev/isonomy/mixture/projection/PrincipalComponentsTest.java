package dev.isonomy.mixture.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalComponentsTest {
  private static Moments moments(double[][] rows) {
    return Moments.of(RowBlock.blocks(rows), new JavaMatrixKernel());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 32, 200})
  void all_components_diagonalize_the_covariance(int d) {
    double[][] rows = GoldenRows.of((2 * d) + 20, d, 3, 4, 17);
    double[] covariance = moments(rows).covariance();

    PrincipalComponents all = PrincipalComponents.of(moments(rows), d);

    double[][] v = all.components();
    for (int a = 0; a < d; a++) {
      double[] image = new double[d];
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          image[i] += covariance[(i * d) + j] * v[a][j];
        }
      }
      double worst = 0;
      for (int i = 0; i < d; i++) {
        worst = Math.max(worst, Math.abs(image[i] - (all.variances()[a] * v[a][i])));
      }
      assertThat(worst).isLessThan(1e-9);
    }
    assertThat(all.residualVariance()).isZero();
    double trace = 0;
    for (int i = 0; i < d; i++) {
      trace += covariance[(i * d) + i];
    }
    assertThat(Arrays.stream(all.variances()).sum()).isCloseTo(trace, within(1e-9));
  }

  @Test
  void lifted_draws_have_the_coordinates_they_were_lifted_from_and_the_residual_variance() {
    double[][] rows = GoldenRows.of(500, 6, 3, 4, 17);
    Moments moments = moments(rows);
    PrincipalComponents two = PrincipalComponents.of(moments, 2);
    double[][] v = two.components();
    double squares = 0;
    int n = 5_000;
    for (int i = 0; i < n; i++) {
      double[] x = two.lift(new double[] {1, -2}, RandomStream.of(1, 0, i, Purpose.RESIDUAL));
      double[] z = two.project(x);
      assertThat(Math.hypot(z[0] - 1, z[1] + 2)).isLessThan(1e-12);
      for (int j = 0; j < 6; j++) {
        double e = x[j] - two.mean()[j] - v[0][j] + (2 * v[1][j]);
        squares += e * e / n;
      }
    }
    assertThat(squares / 4).isCloseTo(two.residualVariance(), within(0.05 * squares / 4));
    assertThat((4 * two.residualVariance()) + Arrays.stream(two.variances()).sum())
        .isCloseTo(6 * moments.meanVariance(), within(1e-9));
  }

  @Test
  void mistakes_are_named() {
    Moments moments = moments(GoldenRows.of(20, 3, 1, 1, 2));

    assertThatThrownBy(() -> PrincipalComponents.of(moments, 4))
        .isInstanceOf(UserException.class)
        .hasMessage("the number of principal components must be in [1, 3] but was 4");
    assertThatThrownBy(() -> PrincipalComponents.of(moments, 2).project(new double[2]))
        .hasMessage("a row must have 3 numbers but has 2");
  }
}
