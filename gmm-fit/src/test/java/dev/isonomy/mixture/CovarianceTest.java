package dev.isonomy.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of covariance against the matrices that it stands for. */
class CovarianceTest {
  private static final int D = 4;

  static Stream<Covariance> two() {
    double[] matrix = {3, 1, 0, 0, 1, 2, 0, 0, 0, 0, 5, 1, 0, 0, 1, 1};
    double[] other = {1, 0, 0, 0, 0, 1, 0.5, 0, 0, 0.5, 1, 0, 0, 0, 0, 9};
    double[] factor = {1, 0, 2, 1, 0, 1, 1, 1, 0.5, 0.5, 0.5, 0.5}; // W 4 x 2, then psi
    double[] another = {0, 0, 1, 0, 0, 1, 3, 1, 1, 2, 3, 4};
    return Stream.of(
        Covariance.of(CovarianceType.TIED, D, new double[][] {matrix}),
        Covariance.of(CovarianceType.FULL, D, new double[][] {matrix, other}),
        Covariance.of(CovarianceType.DIAGONAL, D, new double[][] {{1, 2, 3, 4}, {4, 3, 2, 1}}),
        Covariance.of(CovarianceType.SPHERICAL, D, new double[][] {{2}, {0.5}}),
        Covariance.of(CovarianceType.LOW_RANK, D, new double[][] {factor, another}));
  }

  @ParameterizedTest
  @MethodSource("two")
  void determinants_and_distances_are_those_of_the_matrix(Covariance covariance) {
    assertThat(covariance.fits(2)).isTrue();
    assertThat(covariance.fits(3)).isEqualTo(covariance.type() == CovarianceType.TIED);
    for (int k = 0; k < 2; k++) {
      CholeskyFactor factor = CholeskyFactor.of(D, covariance.matrix(k));
      double[] x = {1, -2, 0.5, 3};
      double[] white = x.clone();
      factor.solveLower(white);
      assertThat(covariance.logDeterminant(k)).isCloseTo(factor.logDeterminant(), within(1e-12));
      assertThat(covariance.squaredDistance(k, x))
          .isCloseTo(DenseVectors.squaredNorm(white), within(1e-11));
    }
  }

  @ParameterizedTest
  @MethodSource("two")
  void draws_have_the_matrix_and_are_added_to_what_is_there(Covariance covariance) {
    int n = 40_000;
    double[] second = new double[D * D];
    for (int s = 0; s < n; s++) {
      double[] x = {10, 20, 30, 40};
      covariance.addDraw(1, RandomStream.of(6, s, 0, Purpose.LATENT), x);
      for (int i = 0; i < D; i++) {
        for (int j = 0; j < D; j++) {
          second[(i * D) + j] += (x[i] - (10 * (i + 1))) * (x[j] - (10 * (j + 1))) / n;
        }
      }
    }
    double[] matrix = covariance.matrix(1);
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        double scale = Math.sqrt(matrix[(i * D) + i] * matrix[(j * D) + j]);
        assertThat(second[(i * D) + j]).isCloseTo(matrix[(i * D) + j], within(0.04 * scale));
      }
    }
  }

  @Test
  void free_parameters_are_counted_once() {
    assertThat(two().map(each -> each.parameterCount(2)))
        // low rank: d r + d less the r (r - 1) / 2 rotations of the factor, for each component
        .containsExactly(10L, 20L, 8L, 2L, 2L * (8 + 4 - 1));
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void parameters_of_another_shape_and_variances_of_zero_are_refused(CovarianceType type) {
    double[][] tooMany = {new double[D * D + 1]};
    double[][] zero = {
      new double
          [switch (type) {
            case TIED, FULL -> D * D;
            case DIAGONAL -> D;
            case SPHERICAL -> 1;
            case LOW_RANK -> 2 * D;
          }]
    };

    assertThatThrownBy(() -> Covariance.of(type, D, tooMany))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Covariance.of(type, D, zero))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
