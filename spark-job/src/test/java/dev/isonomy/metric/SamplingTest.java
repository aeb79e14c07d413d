package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulated shares against the moments of their distributions, and the simplex that holds them. */
class SamplingTest {
  private static final double[] P = {0.5, 0.3, 0.2, 0};

  private static RandomStream stream(int draw) {
    return RandomStream.of(11, 0, draw, Purpose.SUBSAMPLE);
  }

  /** E p_i = P_i, Cov(p_i, p_j) = (P_i delta_ij - P_i P_j) / n, counted and in the limit. */
  @ParameterizedTest
  @ValueSource(longs = {40, Multinomial.EXACT_IMAGES, Multinomial.EXACT_IMAGES + 1, 50_000})
  void multinomialSharesHaveTheirMeanAndTheirCovariance(long images) {
    int draws = 4_000;
    double[] mean = new double[4];
    double[][] product = new double[4][4];
    for (int d = 0; d < draws; d++) {
      double[] shares = Multinomial.shares(P, images, stream(d));
      assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
      assertThat(shares[3]).as("nothing is ever drawn of an excluded cell").isZero();
      for (int i = 0; i < 4; i++) {
        mean[i] += shares[i] / draws;
        for (int j = 0; j < 4; j++) {
          product[i][j] += (shares[i] - P[i]) * (shares[j] - P[j]) / draws;
        }
      }
    }
    for (int i = 0; i < 4; i++) {
      assertThat(mean[i]).isCloseTo(P[i], within(4 * Math.sqrt(0.25 / images / draws)));
      for (int j = 0; j < 4; j++) {
        double expected = ((i == j ? P[i] : 0) - P[i] * P[j]) / images;
        assertThat(product[i][j]).as("%s, %s", i, j).isCloseTo(expected, within(0.025 / images));
      }
    }
  }

  @Test
  void countedSharesAreWholeImages() {
    for (double share : Multinomial.shares(P, 7, stream(1))) {
      assertThat(share * 7).isCloseTo(Math.rint(share * 7), within(1e-12));
    }
  }

  /**
   * Mean a_i / a, variance m (1 - m) / (a + 1) with m = a_i / a, for large and small parameters.
   */
  @Test
  void dirichletSharesHaveTheirMeanAndTheirVariance() {
    double[] alpha = {6, 0.5, 2.5, 1};
    int draws = 20_000;
    double[] mean = new double[4];
    double[] square = new double[4];
    for (int d = 0; d < draws; d++) {
      double[] shares = Dirichlet.draw(alpha, stream(d));
      assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
      for (int i = 0; i < 4; i++) {
        assertThat(shares[i]).isBetween(0.0, 1.0);
        mean[i] += shares[i] / draws;
        square[i] += shares[i] * shares[i] / draws;
      }
    }
    for (int i = 0; i < 4; i++) {
      double m = alpha[i] / 10;
      assertThat(mean[i]).isCloseTo(m, within(0.005));
      assertThat(square[i] - mean[i] * mean[i]).isCloseTo(m * (1 - m) / 11, within(0.001));
    }
  }

  @Test
  void parametersThatUnderflowStillGiveShares() {
    for (int d = 0; d < 50; d++) {
      double[] shares = Dirichlet.draw(new double[] {1e-300, 1e-300}, stream(d));

      assertThat(Arrays.stream(shares).sum()).isEqualTo(1);
      assertThat(shares).doesNotContain(Double.NaN);
    }
  }

  /** By hand: with the shift s, max(0, v - s) sums to 1. */
  @Test
  void theNearestPointOfTheSimplexIsFound() {
    assertThat(Simplex.project(new double[] {0.2, 0.3, 0.5}))
        .containsExactly(new double[] {0.2, 0.3, 0.5}, within(1e-15));
    assertThat(Simplex.project(new double[] {1.5, 0.5}))
        .containsExactly(new double[] {1, 0}, within(1e-15));
    assertThat(Simplex.project(new double[] {0.9, 0.5, -1}))
        .containsExactly(new double[] {0.7, 0.3, 0}, within(1e-15));
    assertThat(Simplex.project(new double[] {-5, -5}))
        .containsExactly(new double[] {0.5, 0.5}, within(1e-15));
    assertThat(Simplex.project(new double[] {7})).containsExactly(1);
  }

  /** No point of a grid on the simplex is nearer (the definition of the projection). */
  @Test
  void noOtherPointOfTheSimplexIsNearer() {
    RandomStream random = stream(5);
    for (int trial = 0; trial < 200; trial++) {
      double[] v = new double[3];
      random.fillGaussian(v);
      double[] projected = Simplex.project(v);
      double nearest = distance(v, projected);
      assertThat(Arrays.stream(projected).sum()).isCloseTo(1, within(1e-12));
      for (int a = 0; a <= 20; a++) {
        for (int b = 0; a + b <= 20; b++) {
          double[] other = {a / 20.0, b / 20.0, (20 - a - b) / 20.0};
          assertThat(distance(v, other)).isGreaterThanOrEqualTo(nearest - 1e-12);
        }
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  @Test
  void quantilesAreInterpolatedAsNumpyDoes() {
    double[] sorted = {1, 2, 4, 8};

    assertThat(Interval.quantile(sorted, 0)).isEqualTo(1);
    assertThat(Interval.quantile(sorted, 0.5)).isEqualTo(3);
    assertThat(Interval.quantile(sorted, 0.9)).isCloseTo(6.8, within(1e-12));
    assertThat(Interval.quantile(sorted, 1)).isEqualTo(8);
    assertThat(Interval.quantile(new double[] {5}, 0.3)).isEqualTo(5);
  }

  @Test
  void theCentralIntervalNeedsNoOrder() {
    double[] values = new double[1_001];
    Arrays.setAll(values, i -> 1_000 - i);

    assertThat(Interval.central(values).lower()).isCloseTo(25, within(1e-9));
    assertThat(Interval.central(values).upper()).isCloseTo(975, within(1e-9));
    assertThat(values[0]).as("the values stay as they are").isEqualTo(1_000);
  }

  @Test
  void intervalsHaveTheirEndsInOrderAndSharesTheirTotal() {
    assertThatThrownBy(() -> new Interval(1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lower must be at most upper but they are 1.0 and 0.5");
    for (long[] wrong : new long[][] {{-1, 3}, {4, 3}, {0, 0}}) {
      assertThatThrownBy(() -> Interval.wilson(wrong[0], wrong[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("successes must be in [0, total] but were " + wrong[0] + " of " + wrong[1]);
    }
    assertThat(Interval.wilson(0, 9).lower()).isZero();
    assertThat(Interval.wilson(9, 9).upper()).isOne();
  }
}
