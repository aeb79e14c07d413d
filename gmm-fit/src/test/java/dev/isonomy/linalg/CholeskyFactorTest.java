package dev.isonomy.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyFactorTest {
  /** A A^T + I, d x d. */
  private static double[] positive(int d) {
    double[] a = random(d * d, 1);
    double[] s = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        s[(i * d) + j] = i == j ? 1 : 0;
        for (int p = 0; p < d; p++) {
          s[(i * d) + j] += a[(i * d) + p] * a[(j * d) + p] / d;
        }
      }
    }
    return s;
  }

  private static double[] random(int length, long seed) {
    double[] numbers = new double[length];
    RandomStream.of(seed, 0, 0, Purpose.SPLIT).fillGaussian(numbers);
    return numbers;
  }

  private static double[] product(int d, double[] matrix, double[] x) {
    double[] product = new double[d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        product[i] += matrix[(i * d) + j] * x[j];
      }
    }
    return product;
  }

  @Test
  void the_factor_of_a_small_matrix_is_the_one_by_hand() {
    // (4 2; 2 10) = L L^T with L = (2 0; 1 3)
    CholeskyFactor factor = CholeskyFactor.of(2, new double[] {4, 2, 2, 10});

    double[] coloured = new double[2];
    factor.addColoured(new double[] {1, 1}, coloured);

    assertThat(coloured).containsExactly(new double[] {2, 4}, within(1e-15));
    assertThat(factor.logDeterminant()).isCloseTo(Math.log(36), within(1e-15));
    assertThat(factor.inverse())
        .containsExactly(new double[] {0.5, 0, -1 / 6.0, 1 / 3.0}, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 32, 130})
  void solving_undoes_the_matrix(int d) {
    double[] s = positive(d);
    CholeskyFactor factor = CholeskyFactor.of(d, s);
    double[] x = random(d, 2);

    double[] solved = product(d, s, x);
    factor.solveLower(solved);
    double[] whitened = solved.clone();
    factor.solveUpper(solved);

    assertThat(solved).containsExactly(x, within(1e-11));
    assertThat(product(d, factor.inverse(), product(d, s, x)))
        .containsExactly(whitened, within(1e-11));
    assertThat(factor.traceOfSolve(s)).isCloseTo(d, within(1e-10));
  }

  @Test
  void a_matrix_with_a_direction_of_no_variance_is_raised_to_the_floor() {
    double[] singular = {1, 1, 1, 1};

    CholeskyFactor factor = CholeskyFactor.withFloor(2, singular, 1e-3);

    assertThat(singular[0]).isEqualTo(singular[3]).isGreaterThan(1);
    double determinant = (singular[0] * singular[3]) - 1; // of what the factor stands for
    assertThat(factor.logDeterminant()).isCloseTo(Math.log(determinant), within(1e-9));
    assertThat(determinant / singular[0]).isGreaterThanOrEqualTo(0.999e-3);
    assertThatThrownBy(() -> CholeskyFactor.of(2, new double[] {1, 1, 1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the covariance must be positive definite but is not");
  }

  @Test
  void entries_that_are_not_finite_are_refused() {
    double[] infinite = {Double.POSITIVE_INFINITY, 0, 0, 1};

    assertThatThrownBy(() -> CholeskyFactor.withFloor(2, infinite, 1e-3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
  }
}
