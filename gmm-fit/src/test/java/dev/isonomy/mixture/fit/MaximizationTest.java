package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** M-steps of rows that belong to one component each, where every number is known by hand. */
class MaximizationTest {
  private static final double[][] ROWS = {{0, 0}, {2, 0}, {0, 4}, {2, 4}, {10, 10}, {12, 10}};
  private static final int[] ASSIGNED = {0, 0, 0, 0, 1, 1};
  private static final JavaMatrixKernel KERNEL = new JavaMatrixKernel();

  private static double[][] unit(CovarianceType type, int components) {
    double[][] unit = new double[type == CovarianceType.TIED ? 1 : components][];
    for (int k = 0; k < unit.length; k++) {
      unit[k] =
          switch (type) {
            case TIED, FULL -> new double[] {1, 0, 0, 1};
            case DIAGONAL -> new double[] {1, 1};
            case SPHERICAL -> new double[] {1};
            case LOW_RANK -> new double[] {1, 0, 1, 1}; // W = (1, 0), then psi
          };
    }
    return unit;
  }

  private static GaussianMixture maximized(CovarianceType type, double[][] means, double floor) {
    RowBlock block = RowBlock.of(ROWS);
    Moments moments = Moments.of(List.of(block), KERNEL);
    int k = means.length;
    double[] weights = new double[k];
    java.util.Arrays.fill(weights, 1.0 / k);
    GaussianMixture shape =
        new GaussianMixture(weights, means, Covariance.of(type, 2, unit(type, k)));
    Accumulator sum = Responsibilities.of(shape, moments.mean()).accumulator(KERNEL);
    sum.addAssigned(block, ASSIGNED);
    MixtureSettings settings =
        MixtureSettings.of(k).withCovarianceType(type).withCovarianceFloor(floor);
    return new Maximization(moments, settings).maximize(sum.finish(), shape);
  }

  private static GaussianMixture maximized(CovarianceType type) {
    return maximized(type, new double[][] {{0, 0}, {1, 1}}, 1e-9);
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void weights_and_means_are_those_of_the_assigned_rows(CovarianceType type) {
    GaussianMixture mixture = maximized(type);

    assertThat(mixture.weights()).containsExactly(new double[] {4 / 6.0, 2 / 6.0}, within(1e-15));
    assertThat(mixture.mean(0)).containsExactly(new double[] {1, 2}, within(1e-12));
    assertThat(mixture.mean(1)).containsExactly(new double[] {11, 10}, within(1e-12));
  }

  @Test
  void covariances_are_the_scatter_within_components() {
    // component 0: variances 1 and 4; component 1: 1 and none, raised to the floor
    assertThat(maximized(CovarianceType.TIED).covariance().matrix(0))
        .containsExactly(new double[] {1, 0, 0, 16 / 6.0}, within(1e-6));
    assertThat(maximized(CovarianceType.FULL).covariance().matrix(0))
        .containsExactly(new double[] {1, 0, 0, 4}, within(1e-6));
    assertThat(maximized(CovarianceType.DIAGONAL).covariance().parameters()[0])
        .containsExactly(new double[] {1, 4}, within(1e-9));
    assertThat(maximized(CovarianceType.SPHERICAL).covariance().parameters())
        .isDeepEqualTo(new double[][] {{2.5}, {0.5}});
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void no_variance_falls_below_the_floor(CovarianceType type) {
    double floor = 0.1;
    double least = floor * Moments.of(List.of(RowBlock.of(ROWS)), KERNEL).meanVariance();

    Covariance covariance = maximized(type, new double[][] {{0, 0}, {1, 1}}, floor).covariance();

    for (int k = 0; k < 2; k++) {
      double[] matrix = covariance.matrix(k);
      assertThat(matrix[0]).isGreaterThanOrEqualTo(0.999 * least);
      assertThat(matrix[3]).isGreaterThanOrEqualTo(0.999 * least);
    }
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void a_component_without_rows_keeps_its_mean_and_gets_no_weight(CovarianceType type) {
    GaussianMixture mixture = maximized(type, new double[][] {{0, 0}, {1, 1}, {-7, 3}}, 1e-9);

    assertThat(mixture.weights()[2]).isZero();
    assertThat(mixture.mean(2)).containsExactly(new double[] {-7, 3}, within(1e-12));
    assertThat(mixture.logDensity(new double[] {1, 2})).isFinite();
  }
}
