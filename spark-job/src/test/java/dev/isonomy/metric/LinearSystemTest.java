package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import org.junit.jupiter.api.Test;

class LinearSystemTest {
  @Test
  void solvesTwoEquationsByHand() {
    // 2 x + y = 5 and x + 3 y = 10: x = 1, y = 3.
    assertThat(LinearSystem.solve(new double[][] {{2, 1}, {1, 3}}, new double[] {5, 10}))
        .containsExactly(new double[] {1, 3}, within(1e-12));
  }

  @Test
  void aZeroOnTheDiagonalNeedsAnotherPivotAndIsNoObstacle() {
    assertThat(LinearSystem.solve(new double[][] {{0, 1}, {1, 0}}, new double[] {2, 3}))
        .containsExactly(new double[] {3, 2}, within(1e-12));
  }

  @Test
  void aMatrixTimesItsInverseIsTheIdentity() {
    RandomStream random = RandomStream.of(1, 0, 0, Purpose.RENDER);
    double[][] matrix = new double[32][32];
    for (int i = 0; i < 32; i++) {
      for (int j = 0; j < 32; j++) {
        matrix[i][j] = random.nextGaussian() + (i == j ? 8 : 0);
      }
    }

    double[][] product = LinearSystem.multiply(matrix, LinearSystem.inverse(matrix));

    for (int i = 0; i < 32; i++) {
      for (int j = 0; j < 32; j++) {
        assertThat(product[i][j]).isCloseTo(i == j ? 1 : 0, within(1e-10));
      }
    }
  }

  @Test
  void aSingularMatrixIsRefused() {
    assertThatThrownBy(
            () -> LinearSystem.solve(new double[][] {{0.5, 0.5}, {0.5, 0.5}}, new double[2]))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("the labels do not tell the classes apart: the confusion matrix is singular");
  }

  @Test
  void productsAndTransposesAreThoseOfTheTextbook() {
    double[][] a = {{1, 2, 3}, {4, 5, 6}};

    assertThat(LinearSystem.multiply(a, new double[] {1, 0, -1})).containsExactly(-2, -2);
    assertThat(LinearSystem.multiply(a, LinearSystem.transposed(a)))
        .isDeepEqualTo(new double[][] {{14, 32}, {32, 77}});
  }
}
