package dev.isonomy.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel against the definition, at sizes that are no multiples of its tiles. */
class MatrixKernelTest {
  static Stream<MatrixKernel> kernels() {
    return Stream.of(new JavaMatrixKernel(), MatrixKernels.fastest());
  }

  private static double[] random(int length, long seed) {
    double[] numbers = new double[length];
    RandomStream.of(seed, 0, 0, Purpose.SPLIT).fillGaussian(numbers);
    return numbers;
  }

  private static double distance(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < b.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 5, 7", "8, 300, 65", "17, 257, 130", "2, 33, 512"})
  void products_are_products(int m, int n, int k) {
    double[] a = random(m * k, 1);
    double[] b = random(k * n, 2);
    for (MatrixKernel kernel : kernels().toList()) {
      double[] c = random(m * n, 3);
      double[] expected = c.clone();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int p = 0; p < k; p++) {
            expected[(i * n) + j] += a[(i * k) + p] * b[(p * n) + j];
          }
        }
      }
      kernel.multiply(m, n, k, a, b, c);
      assertThat(distance(c, expected)).isLessThan(1e-10);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void triangular_products_and_grams_are_right_at_odd_sizes(MatrixKernel kernel) {
    for (int d : new int[] {1, 2, 5, 64, 67, 259}) {
      int n = d == 1 ? 1 : (d + 3);
      double[] w = random(d * d, 4);
      for (int i = 0; i < d; i++) {
        for (int j = i + 1; j < d; j++) {
          w[(i * d) + j] = 0;
        }
      }
      double[] x = random(d * n, 5);
      double[] expected = new double[d * n];
      new JavaMatrixKernel().multiply(d, n, d, w, x, expected);
      double[] y = random(d * n, 6);
      kernel.multiplyLower(d, n, w, x, y);
      assertThat(distance(y, expected)).isLessThan(1e-10);

      double[] rows = random(n * d, 7);
      double[] gram = new double[d * d];
      kernel.addGram(n, d, rows, gram);
      double worst = 0;
      for (int i = 0; i < d; i++) {
        for (int j = i; j < d; j++) {
          double sum = 0;
          for (int r = 0; r < n; r++) {
            sum += rows[(r * d) + i] * rows[(r * d) + j];
          }
          worst = Math.max(worst, Math.abs(gram[(i * d) + j] - sum));
        }
      }
      assertThat(worst).isLessThan(1e-10);
    }
  }
}
