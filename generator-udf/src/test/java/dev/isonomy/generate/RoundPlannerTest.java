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
  void speculatesOnlyInTheLastMicroBatch() {
    CellProgress[] cells = {cell(0, 20, 1), cell(1, 20, 1)};
    RoundPlanner planner = new RoundPlanner(64, 16);
    assertThat(acceptAll(planner.next(cells))).isEqualTo(32); // of the 40 that are wanted
    assertThat(acceptAll(planner.next(cells))).isEqualTo(16);
    assertThat(planner.next(cells)).isEmpty();
  }

  @Test
  void aRejectionInAFullRoundIsMadeUpForByTheFilledOne() {
    CellProgress[] cells = {cell(0, 9, 1), cell(1, 9, 1)};
    RoundPlanner planner = new RoundPlanner(64, 16);
    List<CellProgress> first = planner.next(cells);
    assertThat(first).hasSize(16);
    for (int i = 0; i < first.size(); i++) {
      take(first.get(i), i > 0); // one of the first cell's is rejected
    }
    List<CellProgress> second = planner.next(cells);
    assertThat(second).hasSize(16);
    assertThat(count(second, 0)).isGreaterThan(count(second, 1)).isLessThan(16);
    acceptAll(second);
    assertThat(planner.next(cells)).isEmpty();
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

  private static int acceptAll(List<CellProgress> round) {
    round.forEach(cell -> take(cell, true));
    return round.size();
  }

  private static void take(CellProgress cell, boolean accepted) {
    cell.issue();
    if (cell.judge(accepted)) {
      Label label = new Label(cell.cell(), new int[] {cell.cell()}, 1);
      cell.keep(new KeptDraw(0, 0, 0, label, 0, 0, 0, KeptDraw.NO_LATENT, new byte[0]));
    }
  }
}
