package dev.isonomy.mixture.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.linalg.PackedSymmetric;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel against the definition, at sizes that are no multiples of its tiles. */
public class MatrixKernelTest {
  private static final int[] DIMENSIONS = {1, 2, 3, 31, 32, 33, 67, 259, 512};

  public static Stream<MatrixKernel> kernels() {
    return Stream.of(new JavaMatrixKernel(), MatrixKernels.fastest());
  }

  private static double[] random(int length, long seed) {
    double[] numbers = new double[length];
    RandomStream.of(seed, 0, 0, Purpose.SPLIT).fillGaussian(numbers);
    return numbers;
  }

  public static double distance(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < b.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  @Test
  void the_natives_are_found_in_their_jar_where_the_build_knows_one() {
    assertThat(MatrixKernels.fastest().name()).isIn("openblas", "java");
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(MatrixKernels.fastest().name()).isEqualTo("openblas");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 5, 7", "8, 300, 65", "17, 257, 130", "2, 33, 512"})
  void products_are_products(int m, int n, int k) {
    double[] a = random(m * k, 1);
    double[] b = random(k * n, 2);
    for (MatrixKernel kernel : kernels().toList()) {
      double[] c = random((m * n) + 3, 3); // longer than the matrix: the rest must stay
      double[] expected = c.clone();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int p = 0; p < k; p++) {
            expected[(i * n) + j] += a[(i * k) + p] * b[(p * n) + j];
          }
        }
      }
      double[] again = c.clone();
      kernel.multiply(m, n, k, a, b, c);
      assertThat(distance(c, expected)).isLessThan(1e-10);

      double[] transposed = new double[n * k];
      for (int i = 0; i < n * k; i++) {
        transposed[i] = b[((i % k) * n) + (i / k)];
      }
      kernel.multiplyTransposed(m, n, k, a, transposed, again);
      assertThat(distance(again, expected)).isLessThan(1e-10);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void triangular_products_are_right_at_odd_sizes(MatrixKernel kernel) {
    for (int d : DIMENSIONS) {
      int n = d == 1 ? 1 : 29;
      double[] w = random(d * d, 4);
      for (int i = 0; i < d; i++) {
        for (int j = i + 1; j < d; j++) {
          w[(i * d) + j] = 0;
        }
      }
      double[] x = random(d * n, 5);
      double[] expected = new double[d * n];
      for (int i = 0; i < d; i++) {
        for (int p = 0; p <= i; p++) {
          for (int j = 0; j < n; j++) {
            expected[(i * n) + j] += w[(i * d) + p] * x[(p * n) + j];
          }
        }
      }
      double[] y = random(d * n, 6);
      kernel.multiplyLower(d, n, w, x, y);
      assertThat(distance(y, expected)).as("d = %s", d).isLessThan(1e-10);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void grams_are_right_at_odd_sizes(MatrixKernel kernel) {
    for (int d : DIMENSIONS) {
      int m = d == 1 ? 1 : 69;
      double[] rows = random(m * d, 7);
      double[] before = random(d * d, 8);
      double[] gram = before.clone();
      kernel.addGram(m, d, rows, gram);
      double worst = 0;
      for (int i = 0; i < d; i++) {
        for (int j = i; j < d; j++) {
          double sum = before[(i * d) + j];
          for (int r = 0; r < m; r++) {
            sum += rows[(r * d) + i] * rows[(r * d) + j];
          }
          worst = Math.max(worst, Math.abs(gram[(i * d) + j] - sum));
        }
      }
      assertThat(worst).as("d = %s", d).isLessThan(1e-10);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void threads_do_not_disturb_each_other(MatrixKernel kernel) {
    int d = 65;
    double[] x = random(d * d, 9);
    double[] alone = new double[d * d];
    kernel.addGram(d, d, x, alone);
    assertThat(
            Stream.generate(() -> 0)
                .limit(64)
                .parallel()
                .map(
                    each -> {
                      double[] gram = new double[d * d];
                      kernel.addGram(d, d, x, gram);
                      return gram;
                    }))
        .allSatisfy(gram -> assertThat(gram).isEqualTo(alone));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void distances_are_those_of_the_triangular_factors(MatrixKernel kernel) {
    int m = 77;
    for (int d : new int[] {1, 15, 16, 33, 130}) {
      double[][] lower = {lower(d, 10), lower(d, 11)};
      double[][] offsets = {random(d, 12), random(d, 13)};
      double[] xt = random(d * m, 14);
      double[][] joint = {random(m, 15), random(m, 16)};
      double[][] expected = {joint[0].clone(), joint[1].clone()};
      for (int k = 0; k < 2; k++) {
        double[] y = new double[d * m];
        new JavaMatrixKernel().multiplyLower(d, m, lower[k], xt, y);
        for (int at = 0; at < y.length; at++) {
          double each = y[at] - offsets[k][at / m];
          expected[k][at % m] -= 0.5 * each * each;
        }
      }
      try (MahalanobisDistances distances = kernel.distances(lower, offsets)) {
        distances.subtractHalfSquares(m, xt, joint);
      }
      assertThat(distance(joint[0], expected[0])).as("d = %s", d).isLessThan(1e-9 * d);
      assertThat(distance(joint[1], expected[1])).as("d = %s", d).isLessThan(1e-9 * d);
    }
  }

  private static double[] lower(int d, long seed) {
    double[] w = random(d * d, seed);
    for (int i = 0; i < d; i++) {
      Arrays.fill(w, (i * d) + i + 1, (i + 1) * d, 0);
    }
    return w;
  }

  /** Slices of two sizes, with shares in all of 19 components or in one of them alone. */
  @ParameterizedTest
  @MethodSource("kernels")
  void scatters_are_right_whether_shares_are_many_or_few(MatrixKernel kernel) {
    int components = 19; // more than are computed together
    for (int d : new int[] {1, 15, 16, 33, 70}) {
      double[][] expected = new double[components][PackedSymmetric.length(d)];
      try (Scatters scatters = kernel.scatters(components, d)) {
        for (int slice = 0; slice < 12; slice++) {
          int m = slice % 3 == 2 ? 41 : 128;
          double[] x = random(m * d, 20 + slice);
          double[][] shares = shares(components, m, slice % 2 == 0, slice);
          scatters.add(m, x, transposed(m, d, x), shares);
          for (int k = 0; k < components; k++) {
            for (int r = 0; r < m; r++) {
              PackedSymmetric.addOuter(d, shares[k][r], x, r * d, expected[k]);
            }
          }
        }
        for (int k = 0; k < components; k++) {
          double[] sum = new double[PackedSymmetric.length(d)];
          scatters.addTo(k, sum);
          assertThat(distance(sum, expected[k])).as("d = %s, k = %s", d, k).isLessThan(1e-6);
        }
      }
    }
  }

  private static double[][] shares(int components, int m, boolean many, long seed) {
    double[] weights = random(components * m, 50 + seed);
    double[][] shares = new double[components][m];
    for (int k = 0; k < components; k++) {
      for (int r = 0; r < m; r++) {
        double share = Math.abs(weights[(k * m) + r]);
        boolean own = (r + seed) % components == k;
        shares[k][r] = many || own ? share : share * 1e-12;
      }
    }
    return shares;
  }

  private static double[] transposed(int m, int d, double[] x) {
    double[] xt = new double[m * d];
    for (int at = 0; at < x.length; at++) {
      xt[((at % d) * m) + (at / d)] = x[at];
    }
    return xt;
  }
}
