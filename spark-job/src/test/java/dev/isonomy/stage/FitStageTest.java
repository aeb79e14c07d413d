package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FitStageTest {
  private static final long ROWS = 2_000;
  private static final double MORE = 9;

  @Test
  void keepsTheComponentsOfACellThatNoRowShows() {
    double[] smooth = FitStage.smoothed(new double[] {1, 0, 0}, ROWS, MORE);

    assertThat(Arrays.stream(smooth).sum()).isCloseTo(1, within(1e-12));
    assertThat(smooth[1]).isCloseTo(3 / (ROWS + MORE), within(1e-15));
  }

  @Test
  void leavesTheSharesOfCellsAsTheyAreWhenTheyGetMoreComponents() {
    double[] one = FitStage.smoothed(new double[] {0.99, 0.01}, ROWS, MORE);
    double[] eight = new double[16];
    Arrays.fill(eight, 0, 8, 0.99 / 8);
    Arrays.fill(eight, 8, 16, 0.01 / 8);

    double[] smooth = FitStage.smoothed(eight, ROWS, MORE);

    assertThat(Arrays.stream(smooth, 8, 16).sum()).isCloseTo(one[1], within(1e-12));
  }

  @Test
  void takesCellsFromNaturalRowsAndWhatIsInsideThemFromAll() {
    int none = RowBlock.NO_CELL;
    double[] weights =
        FitStage.sharedWithin(
            new int[] {0, 0, 1, 1, none},
            new double[] {0.6, 0.1, 0.1, 0.0, 0.2},
            new double[] {0.3, 0.1, 0.2, 0.2, 0.2});

    assertThat(weights)
        .containsExactly(new double[] {0.525, 0.175, 0.05, 0.05, 0.2}, within(1e-12));
  }

  @Test
  void leavesACellThatNoRowIsInAsItIs() {
    double[] weights =
        FitStage.sharedWithin(new int[] {0, 0}, new double[] {0.7, 0.3}, new double[] {0, 0});

    assertThat(weights).containsExactly(0.7, 0.3);
  }
}
