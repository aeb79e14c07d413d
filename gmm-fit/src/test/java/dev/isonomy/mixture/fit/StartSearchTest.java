package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartSearchTest {
  private static final MatrixKernel KERNEL = new JavaMatrixKernel();
  private static final RowBlock ROWS = RowBlock.of(GoldenRows.of(240, 3, 5, 6, 17));

  private static MixtureSettings settings(int components, int starts, long seed) {
    return MixtureSettings.of(components).withStarts(starts, seed);
  }

  private static MixtureStart best(RowBlock rows, MixtureSettings settings) {
    return StartSearch.best(rows, settings, KERNEL, FitListener.SILENT);
  }

  private static double likelihood(RowBlock rows, MixtureStart start) {
    double sum = 0;
    for (int r = 0; r < rows.rows(); r++) {
      sum += start.mixture().logDensity(rows.row(r)) / rows.rows();
    }
    return sum;
  }

  /** Its means are those of the rows nearest to the centres that the restart's stream finds. */
  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void aSingleStartIsTheFirstSeedingsRowsByComponent(CovarianceType type) {
    MixtureSettings settings = settings(5, 1, 3).withLowRank(2).withCovarianceType(type);
    Seeding seeding = Seeding.anywhere(ROWS, 5, RandomStream.of(3, 0, 0, Purpose.SEEDING));
    int[] assigned = seeding.assign(ROWS);
    double[][] sums = new double[5][3];
    int[] counts = new int[5];
    for (int r = 0; r < ROWS.rows(); r++) {
      counts[assigned[r]]++;
      for (int i = 0; i < 3; i++) {
        sums[assigned[r]][i] += ROWS.value(r, i);
      }
    }

    MixtureStart start = best(ROWS, settings);

    for (int k = 0; k < 5; k++) {
      int count = counts[k];
      assertThat(start.mixture().weights()[k]).isCloseTo(count / 240.0, within(1e-12));
      assertThat(start.mixture().mean(k))
          .containsExactly(Arrays.stream(sums[k]).map(s -> s / count).toArray(), within(1e-9));
    }
    assertThat(start.componentCells()).containsOnly(RowBlock.NO_CELL);
  }

  @Test
  void moreStartsNeverEndWorse() {
    for (long seed = 0; seed < 6; seed++) {
      double before = Double.NEGATIVE_INFINITY;
      for (int starts = 2; starts <= 5; starts++) {
        double found = likelihood(ROWS, best(ROWS, settings(7, starts, seed)));
        assertThat(found).isGreaterThanOrEqualTo(before - 1e-9);
        before = found;
      }
    }
  }

  @Test
  void theSearchIsAFunctionOfRowsAndSeed() {
    MixtureStart first = best(ROWS, settings(6, 3, 5));

    assertThat(best(ROWS, settings(6, 3, 5)).mixture()).isEqualTo(first.mixture());
    assertThat(best(ROWS, settings(6, 3, 6)).mixture()).isNotEqualTo(first.mixture());
  }

  /**
   * Noise of deviation 1000 in one coordinate hides three groups in the others from squared
   * distances; in units of the deviations they are plain.
   */
  @Test
  void everySecondStartMeasuresInDeviations() {
    double[][] rows = new double[300][9];
    RandomStream noise = RandomStream.of(1, 0, 0, Purpose.RENDER);
    for (int r = 0; r < rows.length; r++) {
      noise.fillGaussian(rows[r]);
      for (int i = 0; i < 9; i++) {
        rows[r][i] = i == 0 ? 1_000 * rows[r][i] : r % 3 + 0.01 * rows[r][i];
      }
    }
    RowBlock block = RowBlock.of(rows);
    MixtureSettings settings =
        settings(3, 2, 1).withCovarianceType(CovarianceType.DIAGONAL).withLimits(0, 0);

    double[] second =
        Arrays.stream(best(block, settings).mixture().means())
            .mapToDouble(mean -> mean[1])
            .sorted()
            .toArray();

    assertThat(second).containsExactly(new double[] {0, 1, 2}, within(0.05));
  }

  @Test
  void progressNamesTheStartAndTheRows() {
    List<String> heard = new ArrayList<>();

    StartSearch.best(ROWS, settings(2, 2, 1), KERNEL, heard::add);

    assertThat(heard.get(0)).startsWith("start 1 of 2 on 240 rows, iteration 1 of at most 25");
    assertThat(heard).anyMatch(each -> each.startsWith("start 2 of 2 on 240 rows, "));
    StartSearch.best(
        ROWS,
        settings(2, 1, 1),
        KERNEL,
        each -> {
          throw new AssertionError("a single start is not iterated: " + each);
        });
  }

  @Test
  void rowsWithoutWeightOrSpreadHaveNoStart() {
    RowBlock.Builder weightless = new RowBlock.Builder(1, 2);
    weightless.add(new double[] {1}, 0, RowBlock.NO_CELL, "a");
    weightless.add(new double[] {2}, 0, RowBlock.NO_CELL, "b");

    assertThatThrownBy(() -> best(weightless.build(), settings(1, 1, 1)))
        .isInstanceOf(UserException.class)
        .hasMessage("there must be at least one row of positive weight but there is none");
    assertThatThrownBy(() -> best(RowBlock.of(new double[][] {{7, 7}, {7, 7}}), settings(1, 1, 1)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("rows must not all be equal: all 2 rows have the same values");
  }
}
