package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
