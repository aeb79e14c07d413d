package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.linalg.PackedSymmetric;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What executors send to the driver: the sum over parts is the sum over all rows. */
class SufficientStatisticsTest {
  private static final int D = 4;
  private static final double[][] ROWS = GoldenRows.of(90, D, 3, 6, 11);

  private static Responsibilities step(CovarianceType type) {
    MixtureSettings settings =
        MixtureSettings.of(3).withLowRank(2).withCovarianceType(type).withLimits(3, 0);
    GaussianMixture mixture = MixtureFit.fit(RowBlock.blocks(ROWS), settings).mixture();
    return Responsibilities.of(mixture, new double[] {0.5, -0.5, 0, 1});
  }

  private static RowBlock weighted(int from, int to) {
    RowBlock.Builder builder = new RowBlock.Builder(D, to - from);
    for (int r = from; r < to; r++) {
      builder.add(ROWS[r], (r % 4) / 2.0, RowBlock.NO_CELL, "row");
    }
    return builder.build();
  }

  private static SufficientStatistics of(Responsibilities step, RowBlock block) {
    Accumulator sum = step.accumulator(new JavaMatrixKernel());
    sum.add(block);
    return sum.finish();
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void theSumOfPartsIsThatOfTheWhole(CovarianceType type) {
    Responsibilities step = step(type);
    SufficientStatistics whole = of(step, weighted(0, 90));

    SufficientStatistics merged = step.emptyStatistics();
    for (int[] part : new int[][] {{40, 41}, {0, 40}, {41, 41}, {41, 90}}) {
      merged.merge(of(step, weighted(part[0], part[1])));
    }

    assertThat(merged.rows()).isEqualTo(90);
    assertThat(merged.totalWeight()).isEqualTo(whole.totalWeight()).isCloseTo(66.5, within(1e-9));
    assertThat(merged.logLikelihood()).isCloseTo(whole.logLikelihood(), within(1e-9));
    assertThat(merged.weights()).containsExactly(whole.weights(), within(1e-9));
    assertThat(Arrays.stream(merged.weights()).sum()).isCloseTo(66.5, within(1e-9));
    assertThat(merged.first()).containsExactly(whole.first(), within(1e-9));
    for (int k = 0; k < 3; k++) {
      assertThat(merged.second(k)).containsExactly(whole.second(k), within(1e-9));
    }
    assertThat(merged.bytes()).isEqualTo(whole.bytes());
  }

  /** The heaviest of full covariances is what the others leave of all rows' scatter. */
  @Test
  void whatWasNotSummedIsFoundFromTheScatterOfAllRows() {
    Responsibilities step = step(CovarianceType.FULL);
    SufficientStatistics statistics = of(step, RowBlock.of(ROWS));
    double[] scatter = new double[PackedSymmetric.length(D)];
    double[][] expected = new double[3][PackedSymmetric.length(D)];
    double[][] shares = step.of(RowBlock.of(ROWS), new JavaMatrixKernel());
    for (int r = 0; r < ROWS.length; r++) {
      double[] x = ROWS[r].clone();
      Arrays.setAll(x, i -> x[i] - step.centre()[i]);
      PackedSymmetric.addOuter(D, 1, x, 0, scatter);
      for (int k = 0; k < 3; k++) {
        PackedSymmetric.addOuter(D, shares[r][k], x, 0, expected[k]);
      }
    }

    statistics.findRest(scatter);
    statistics.findRest(new double[scatter.length]); // it is found once

    for (int k = 0; k < 3; k++) {
      assertThat(statistics.second(k)).containsExactly(expected[k], within(1e-6));
    }
  }

  @Test
  void statisticsOfDifferentMixturesAreNotMerged() {
    SufficientStatistics three = step(CovarianceType.DIAGONAL).emptyStatistics();
    GaussianMixture two =
        new GaussianMixture(
            new double[] {0.5, 0.5},
            new double[2][D],
            Covariance.of(CovarianceType.DIAGONAL, D, new double[][] {ones(), ones()}));
    for (SufficientStatistics other :
        List.of(
            step(CovarianceType.SPHERICAL).emptyStatistics(),
            Responsibilities.of(two, new double[D]).emptyStatistics())) {
      assertThatThrownBy(() -> three.merge(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("statistics of different mixtures cannot be merged");
    }
  }

  private static double[] ones() {
    double[] ones = new double[D];
    Arrays.fill(ones, 1);
    return ones;
  }
}
