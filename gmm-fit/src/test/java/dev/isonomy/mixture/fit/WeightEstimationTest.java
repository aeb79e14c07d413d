package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class WeightEstimationTest {
  private static final GaussianMixture MIXTURE =
      new GaussianMixture(
          new double[] {0.5, 0.25, 0.25},
          new double[][] {{0}, {0.2}, {50}},
          Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{1}, {1}, {1}}));

  private static Function<Responsibilities, SufficientStatistics> over(RowBlock rows) {
    return step -> {
      Accumulator sum = step.accumulator(new JavaMatrixKernel());
      sum.add(rows);
      return sum.finish();
    };
  }

  /** One row of weight 3 at 50 and rows of weight 1 at 0: 3 of 4 lie on the last component. */
  @Test
  void rowsCountByTheirWeights() {
    RowBlock.Builder rows = new RowBlock.Builder(1, 2);
    rows.add(new double[] {50}, 3, RowBlock.NO_CELL, "a");
    rows.add(new double[] {0}, 1, RowBlock.NO_CELL, "b");

    double[] weights = WeightEstimation.of(MIXTURE, 1, over(rows.build()));

    double first = 0.5 / (0.5 + 0.25 * Math.exp(-0.02)); // Bayes' rule at 0
    assertThat(weights)
        .containsExactly(new double[] {first / 4, (1 - first) / 4, 0.75}, within(1e-12));
  }

  /** Two components on top of each other: only labels tell how their weights are shared. */
  @Test
  void labelledRowsAreSharedByTheComponentsOfTheirCellAlone() {
    double[][] rows = {{0.1}, {0.1}, {0.1}, {0.1}};
    RowBlock block = RowBlock.of(rows, new int[] {8, 8, 8, 3});

    double[] weights =
        WeightEstimation.of(MIXTURE, new int[] {3, 8, RowBlock.NO_CELL}, 1, over(block));

    assertThat(weights).containsExactly(new double[] {0.25, 0.75, 0}, within(1e-12));
  }

  @Test
  void withoutIterationsTheWeightsStay() {
    assertThat(WeightEstimation.of(MIXTURE, List.of(RowBlock.of(new double[][] {{50}})), 0))
        .containsExactly(0.5, 0.25, 0.25);
  }

  @Test
  void rowsWithoutWeightTellNothing() {
    RowBlock.Builder rows = new RowBlock.Builder(1, 1);
    rows.add(new double[] {50}, 0, RowBlock.NO_CELL, "a");

    assertThatThrownBy(() -> WeightEstimation.of(MIXTURE, 1, over(rows.build())))
        .isInstanceOf(UserException.class)
        .hasMessage("weights need at least one row of positive weight but there is none");
  }
}
