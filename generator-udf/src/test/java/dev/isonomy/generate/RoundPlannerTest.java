package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {
  private static CellProgress cell(int index, int quota, double acceptance) {
    return new CellProgress(index, quota, 50, acceptance);
  }

  private static long count(List<CellProgress> round, int cell) {
    return round.stream().filter(progress -> progress.cell() == cell).count();
  }

  @Test
  void fullBatchIsSharedInProportionToExpectedDraws() {
    CellProgress[] cells = {cell(0, 60, 1), cell(1, 60, 0.5), cell(2, 0, 1)};
    List<CellProgress> round = new RoundPlanner(48, 16).next(cells);
    assertThat(round).hasSize(48);
    assertThat(count(round, 0)).isEqualTo(16);
    assertThat(count(round, 1)).isEqualTo(32);
  }

  @Test
  void lastRoundIsFilledToWholeMicroBatches() {
    CellProgress[] cells = {cell(0, 2, 1), cell(1, 1, 0.5)};
    assertThat(new RoundPlanner(64, 16).next(cells)).hasSize(16);
  }

  @Test
  void smallerBatchThanMicroBatchIsRaisedToIt() {
    CellProgress[] cells = {cell(0, 100, 1)};
    assertThat(new RoundPlanner(1, 16).next(cells)).hasSize(16);
    assertThat(new RoundPlanner(40, 16).next(cells)).hasSize(32);
  }

  @Test
  void neverDrawsBeyondTheCap() {
    CellProgress[] cells = {new CellProgress(0, 1, 3, 1)};
    List<CellProgress> round = new RoundPlanner(64, 16).next(cells);
    assertThat(round).hasSize(3);
    round.forEach(CellProgress::issue);
    assertThat(new RoundPlanner(64, 16).next(cells)).isEmpty();
  }
}
