package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.fit.FitSize.TasksInside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FitSizeTest {
  private static final double GIGA = 1L << 30;
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  private static FitSize size(int d, int components, CovarianceType type, int principal) {
    return new FitSize(d, components, type, 10, principal, 2, 8);
  }

  private static double driver(FitSize size) {
    return size.driverBytes(TasksInside.DRIVER);
  }

  @ParameterizedTest
  @CsvSource({"12288, 604", "16384, 1074"})
  void a_tied_covariance_of_thousands_of_numbers_is_held_several_times(int d, double megabytes) {
    FitSize size = size(d, 36, CovarianceType.TIED, 0);

    assertThat(d * (d + 1.0) / 2 * Double.BYTES / 1e6).isBetween(megabytes - 4, megabytes + 4);
    assertThat(driver(size) / 1e6).isBetween(6 * megabytes, 30 * megabytes);
    assertThat(size.isImpossible()).isFalse();
    assertThat(size.fits(3 * GIGA, NO_LIMIT, TasksInside.DRIVER)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {65_536, 196_608, 262_144})
  void no_heap_is_enough_for_a_tied_or_full_covariance_of_large_latents(int d) {
    for (CovarianceType type : new CovarianceType[] {CovarianceType.TIED, CovarianceType.FULL}) {
      assertThat(size(d, 36, type, 0).isImpossible()).isTrue();
      assertThat(size(d, 36, type, 0).fits(NO_LIMIT, NO_LIMIT, TasksInside.DRIVER)).isFalse();
    }
    assertThat(driver(size(d, 36, CovarianceType.TIED, 0))).isFinite().isPositive();
  }

  @ParameterizedTest
  @CsvSource({"12288, 39", "16384, 52", "65536, 210", "196608, 629", "262144, 839"})
  void a_basis_of_400_components_is_what_is_kept(int d, double megabytes) {
    FitSize size = size(d, 36, CovarianceType.TIED, 400);

    assertThat(size.isImpossible()).isFalse();
    assertThat(size.artifactBytes() / 1e6).isBetween(megabytes, 1.05 * megabytes + 2);
    assertThat(driver(size)).isGreaterThan(3 * size.artifactBytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {12_288, 16_384, 65_536, 196_608, 262_144})
  void as_many_principal_components_as_are_offered_fit(int d) {
    FitSize size = size(d, 252, CovarianceType.TIED, 0);

    int offered = size.largestPrincipal(3 * GIGA, GIGA, TasksInside.DRIVER).orElseThrow();

    assertThat(size.withPrincipal(offered).fits(3 * GIGA, GIGA, TasksInside.DRIVER)).isTrue();
    assertThat(size.withPrincipal(2 * offered + 20).fits(3 * GIGA, GIGA, TasksInside.DRIVER))
        .isFalse();
  }

  @Test
  void the_basis_of_256_by_256_pixels_does_not_fit_into_the_usual_heap_but_eight_components_do() {
    FitSize size = size(196_608, 36, CovarianceType.TIED, 400);

    assertThat(size.fits(3 * GIGA, NO_LIMIT, TasksInside.DRIVER)).isFalse();
    assertThat(size.withPrincipal(8).fits(3 * GIGA, GIGA, TasksInside.DRIVER)).isTrue();
    assertThat(size.resultBytes()).isGreaterThan(GIGA);
  }

  @Test
  void a_thousand_full_covariances_of_512_numbers_take_gigabytes() {
    FitSize size = size(512, 1_008, CovarianceType.FULL, 0);

    assertThat(size.artifactBytes() / GIGA).isBetween(1.9, 2.1);
    assertThat(driver(size) / GIGA).isBetween(8.0, 40.0);
    assertThat(size.isImpossible()).isFalse();
  }

  @Test
  void the_embedded_model_fits_anywhere() {
    FitSize size = size(32, 864, CovarianceType.TIED, 0);

    assertThat(size.fits(0.6 * GIGA, GIGA, TasksInside.DRIVER)).isTrue();
  }

  @Test
  void diagonal_and_low_rank_covariances_grow_with_the_numbers_of_a_row_alone() {
    for (CovarianceType type :
        new CovarianceType[] {
          CovarianceType.DIAGONAL, CovarianceType.SPHERICAL, CovarianceType.LOW_RANK
        }) {
      double one = size(65_536, 36, type, 0).artifactBytes();
      assertThat(size(196_608, 36, type, 0).artifactBytes()).isBetween(2.9 * one, 3.1 * one);
    }
    assertThat(size(196_608, 2_000, CovarianceType.LOW_RANK, 0).isImpossible()).isTrue();
  }

  @Test
  void tasks_outside_of_the_driver_take_none_of_its_heap() {
    FitSize size = size(12_288, 36, CovarianceType.TIED, 0);

    assertThat(size.driverBytes(TasksInside.EXECUTORS)).isLessThan(driver(size));
    assertThat(size.executorBytes()).isGreaterThan(2 * 600e6);
  }
}
