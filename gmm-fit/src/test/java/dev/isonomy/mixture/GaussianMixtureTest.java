package dev.isonomy.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
  private static final Covariance UNIT =
      Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{1}, {1}});

  private static GaussianMixture mixture(double... weights) {
    return new GaussianMixture(weights, new double[][] {{0}, {4}}, UNIT);
  }

  @Test
  void the_density_of_one_dimension_is_the_textbook_s() {
    double density =
        (0.25 * Math.exp(-0.5) / Math.sqrt(2 * Math.PI))
            + (0.75 * Math.exp(-4.5) / Math.sqrt(2 * Math.PI));

    assertThat(mixture(0.25, 0.75).logDensity(new double[] {1}))
        .isCloseTo(Math.log(density), within(1e-12));
    assertThat(mixture(0.25, 0.75).mean()).containsExactly(3);
  }

  @Test
  void a_component_without_weight_has_no_responsibility() {
    double[] log = new double[2];

    mixture(1, 0).logResponsibilities(new double[] {1}, log);

    assertThat(log).containsExactly(0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void sums_of_exponentials_neither_overflow_nor_underflow() {
    assertThat(GaussianMixture.logSumExp(new double[] {1000, 1000}))
        .isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(GaussianMixture.logSumExp(new double[] {-1000, -1001}))
        .isCloseTo(-1000 + Math.log1p(Math.exp(-1)), within(1e-12));
    assertThat(GaussianMixture.logSumExp(new double[] {Double.NEGATIVE_INFINITY}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void what_is_no_mixture_is_refused() {
    assertThatThrownBy(() -> mixture(0.5, 0.6)).hasMessage("weights must sum to 1 but sum to 1.1");
    assertThatThrownBy(() -> mixture(-0.5, 1.5))
        .hasMessage("weights must be at least 0 but was -0.5");
    assertThatThrownBy(() -> mixture(1)).hasMessageContaining("as many weights as means");
    assertThatThrownBy(
            () -> new GaussianMixture(new double[] {1}, new double[][] {{Double.NaN}}, UNIT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mixture(0.5, 0.5).logDensity(new double[2]))
        .isInstanceOf(UserException.class)
        .hasMessage("a row must have 1 numbers but has 2");
  }
}
