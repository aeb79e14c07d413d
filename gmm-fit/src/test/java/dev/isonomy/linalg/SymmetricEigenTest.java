package dev.isonomy.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
  private static double[][] symmetric(int n) {
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] row = new double[i + 1];
      RandomStream.of(3, n, i, Purpose.SPLIT).fillGaussian(row);
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = row[j];
        matrix[j][i] = row[j];
      }
    }
    return matrix;
  }

  @Test
  void a_chain_of_springs_has_its_known_frequencies() {
    int n = 50;
    double[][] chain = new double[n][n];
    for (int i = 0; i < n; i++) {
      chain[i][i] = 2;
      if (i > 0) {
        chain[i][i - 1] = -1;
        chain[i - 1][i] = -1;
      }
    }

    double[] values = SymmetricEigen.of(chain).values();

    for (int k = 1; k <= n; k++) {
      assertThat(values[k - 1]).isCloseTo(2 - (2 * Math.cos(k * Math.PI / (n + 1))), within(1e-13));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40, 130})
  void orthonormal_vectors_rebuild_the_matrix_and_values_rise(int n) {
    double[][] matrix = symmetric(n);

    SymmetricEigen eigen = SymmetricEigen.of(matrix);

    assertThat(eigen.values()).isSorted();
    double[][] v = eigen.vectors();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double rebuilt = 0;
        double product = 0;
        for (int k = 0; k < n; k++) {
          rebuilt += v[i][k] * eigen.values()[k] * v[j][k];
          product += v[k][i] * v[k][j];
        }
        assertThat(rebuilt).isCloseTo(matrix[i][j], within(1e-12 * n));
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-13 * n));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-160, 1, 1e160, 1e300})
  void very_small_and_very_large_matrices_keep_their_precision(double scale) {
    SymmetricEigen eigen =
        SymmetricEigen.of(new double[][] {{2 * scale, scale}, {scale, 2 * scale}});

    assertThat(eigen.values()[0] / scale).isCloseTo(1, within(1e-12));
    assertThat(eigen.values()[1] / scale).isCloseTo(3, within(1e-12));
  }

  @Test
  void zeros_are_decomposed_and_what_is_not_finite_is_refused() {
    assertThat(SymmetricEigen.of(new double[3][3]).values()).containsExactly(0, 0, 0);
    assertThatThrownBy(() -> SymmetricEigen.of(new double[][] {{Double.NaN}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a matrix must be finite but holds NaN");
  }
}
