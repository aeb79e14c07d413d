package dev.isonomy.mixture.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateScoresTest {
  private static final double[][] ROWS = {{1, 2}, {3, 3.5}, {0, 2}, {2, 1.5}};

  private static CandidateScores sum(double weight, double[]... rows) {
    CandidateScores sum = new CandidateScores(2);
    for (double[] row : rows) {
      sum.add(weight, row);
    }
    return sum;
  }

  @Test
  void scores_are_means_and_errors_those_of_the_paired_difference() {
    List<CandidateScore> scores = sum(1, ROWS).scores(new int[] {4, 8});

    assertThat(scores.get(0).score()).isCloseTo(1.5, within(1e-12));
    assertThat(scores.get(1).score()).isCloseTo(2.25, within(1e-12));
    // differences -1, -0.5, -2, 0.5 about their mean -0.75
    double squares = 0.0625 + 0.0625 + 1.5625 + 1.5625;
    assertThat(scores.get(0).standardError()).isCloseTo(Math.sqrt(squares) / 4, within(1e-12));
    assertThat(scores.get(1).standardError()).isZero();
  }

  @Test
  void merged_sums_are_those_of_all_rows_and_equal_weights_change_nothing() {
    CandidateScores whole = sum(1, ROWS);
    CandidateScores merged =
        sum(3, Arrays.copyOf(ROWS, 1)).merge(sum(3, Arrays.copyOfRange(ROWS, 1, 4)));

    CandidateScore a = whole.scores(new int[] {1, 2}).get(0);
    CandidateScore b = merged.scores(new int[] {1, 2}).get(0);
    assertThat(b.score()).isCloseTo(a.score(), within(1e-12));
    assertThat(b.standardError()).isCloseTo(a.standardError(), within(1e-12));
  }

  @Test
  void the_fewest_components_within_one_standard_error_are_chosen() {
    List<CandidateScore> scores =
        List.of(
            new CandidateScore(2, 1.0, 0.1),
            new CandidateScore(4, 1.9, 0.15),
            new CandidateScore(8, 2.0, 0));

    assertThat(CandidateScores.choose(scores)).isEqualTo(4);
    assertThat(CandidateScores.choose(scores.subList(0, 1))).isEqualTo(2);
    assertThat(
            CandidateScores.choose(
                List.of(new CandidateScore(3, 0.9995, 1e-6), new CandidateScore(6, 1, 0))))
        .isEqualTo(3);
    assertThat(
            CandidateScores.choose(
                List.of(new CandidateScore(3, 0.9995, 0), new CandidateScore(6, 1, 0))))
        .isEqualTo(6);
    assertThatThrownBy(() -> new CandidateScores(1).scores(new int[] {1}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("none was held out");
  }

  @Test
  void purity_counts_the_components_whose_majority_is_the_row_s_cell() {
    GaussianMixture far =
        new GaussianMixture(
            new double[] {0.5, 0.25, 0.25},
            new double[][] {{0}, {100}, {200}},
            Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{1}, {1}, {1}}));
    double[][] counts = {{5, 1, 0}, {4, 9, 0}};
    RowScorer.Purity purity = RowScorer.Purity.of(far, counts);
    RowBlock block =
        RowBlock.of(
            new double[][] {{0}, {0}, {100}, {200}, {0}}, new int[] {0, 1, 1, 1, RowBlock.NO_CELL});

    assertThat(purity.majority()).containsExactly(0, 1, RowBlock.NO_CELL);
    assertThat(purity.score(block, 0)).isCloseTo(1, within(1e-12));
    assertThat(purity.score(block, 1)).isCloseTo(0, within(1e-12));
    assertThat(purity.score(block, 2)).isCloseTo(1, within(1e-12));
    assertThat(purity.score(block, 3)).isCloseTo(0, within(1e-12));
    assertThat(purity.applies(block, 3)).isTrue();
    assertThat(purity.applies(block, 4)).isFalse();
  }

  @Test
  void rows_are_held_out_by_what_they_are() {
    RowSplit split = new RowSplit(3, 0.25);
    double[][] rows = GoldenRows.of(2_000, 2, 1, 1, 9);
    RowBlock block = RowBlock.of(rows);

    RowBlock heldOut = split.side(block, true);
    RowBlock rest = split.side(block, false);

    assertThat(heldOut.rows() + rest.rows()).isEqualTo(2_000);
    assertThat(heldOut.rows()).isBetween(430, 570); // 500, 3.6 standard deviations
    assertThat(split.holdsOut(rows[7].clone())).isEqualTo(split.holdsOut(rows[7]));
    assertThatThrownBy(() -> new RowSplit(3, 1))
        .isInstanceOf(UserException.class)
        .hasMessage("heldOutShare must be in (0, 1) but was 1.0");
    assertThatThrownBy(() -> SelectionCriterion.fromName("aic"))
        .hasMessage("kSelection must be one of [heldOut, purity, bic] but was 'aic'");
  }
}
