package dev.isonomy.mixture.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.RowBlock;
import org.junit.jupiter.api.Test;

class RowScorerTest {
  /** Weights 1/4 and 3/4, means -1 and 1, variance 4: the log density ratio at x is x / 2. */
  private static final GaussianMixture MIXTURE =
      new GaussianMixture(
          new double[] {0.25, 0.75},
          new double[][] {{-1}, {1}},
          Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{4}, {4}}));

  private static final RowBlock ROWS =
      RowBlock.of(new double[][] {{0.5}, {0.5}, {0.5}}, new int[] {0, 1, RowBlock.NO_CELL});

  @Test
  void theLogDensityIsTheMixturesInNats() {
    RowScorer scorer = new RowScorer.LogDensity(MIXTURE);
    double density =
        (0.25 * Math.exp(-1.5 * 1.5 / 8) + 0.75 * Math.exp(-0.5 * 0.5 / 8))
            / Math.sqrt(2 * Math.PI * 4);

    assertThat(scorer.applies(ROWS, 2)).isTrue();
    assertThat(scorer.score(ROWS, 2)).isCloseTo(Math.log(density), within(1e-12));
  }

  @Test
  void purityIsTheResponsibilityOfTheComponentsOfTheRowsCell() {
    RowScorer scorer = RowScorer.Purity.of(MIXTURE, new double[][] {{3, 1}, {2, 5}});
    double first = 1 / (1 + 3 * Math.exp(0.25));

    assertThat(scorer.score(ROWS, 0)).isCloseTo(first, within(1e-12));
    assertThat(scorer.score(ROWS, 1)).isCloseTo(1 - first, within(1e-12));
    assertThat(scorer.applies(ROWS, 0)).isTrue();
    assertThat(scorer.applies(ROWS, 2)).as("a row without a label").isFalse();
  }

  @Test
  void aComponentWithoutLabelledRowsSpeaksForNoCell() {
    RowScorer.Purity scorer = RowScorer.Purity.of(MIXTURE, new double[][] {{0, 0}, {0, 4}});

    assertThat(scorer.majority()).containsExactly(RowBlock.NO_CELL, 1);
    assertThat(scorer.score(ROWS, 0)).isZero();
  }
}
