package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cells of a unit on their way to their quotas, and the order in which their draws leave it. */
class KeptOrderTest {
  private static CellProgress cell(int index, int quota, int maxDrawsPerImage) {
    return new CellProgress(index, quota, maxDrawsPerImage, 0.5);
  }

  private static boolean draw(CellProgress cell, boolean accepted) {
    long number = cell.issue();
    if (!cell.judge(accepted)) {
      return false;
    }
    Label label = new Label(cell.cell(), new int[] {cell.cell()}, 1);
    cell.keep(new KeptDraw(0, number, 0, label, 0, 0, 0, KeptDraw.NO_LATENT, new byte[0]));
    return true;
  }

  private static String name(KeptDraw draw) {
    return draw.label().cell() + "/" + draw.draw();
  }

  @Test
  void theFirstOfEveryCellLeavesBeforeTheSecondOfAny() {
    CellProgress[] cells = {cell(0, 2, 9), cell(1, 1, 9), cell(2, 3, 9)};
    for (CellProgress cell : cells) {
      for (int i = 0; i < cell.quota(); i++) {
        draw(cell, true);
      }
    }
    List<String> order = new ArrayList<>();

    new KeptOrder(cells, kept -> order.add(name(kept))).advance();

    assertThat(order).containsExactly("0/0", "1/0", "2/0", "0/1", "2/1", "2/2");
  }

  @Test
  void nobodyOvertakesACellThatIsStillDrawn() {
    CellProgress[] cells = {cell(0, 1, 9), cell(1, 1, 9), cell(2, 1, 9)};
    List<String> order = new ArrayList<>();
    KeptOrder kept = new KeptOrder(cells, each -> order.add(name(each)));
    draw(cells[0], true);
    draw(cells[1], false);
    draw(cells[2], true);

    kept.advance();
    assertThat(order).containsExactly("0/0");

    draw(cells[1], true);
    kept.advance();
    assertThat(order).containsExactly("0/0", "1/1", "2/0");
    kept.advance();
    assertThat(order).as("each goes once").hasSize(3);
  }

  @Test
  void aCellWhoseDrawsAreUsedUpIsNotWaitedFor() {
    CellProgress[] cells = {cell(0, 2, 1), cell(1, 2, 1)};
    List<String> order = new ArrayList<>();
    draw(cells[0], false);
    draw(cells[0], true);
    draw(cells[1], true);
    draw(cells[1], true);

    new KeptOrder(cells, each -> order.add(name(each))).advance();

    assertThat(order).containsExactly("0/1", "1/0", "1/1");
    assertThat(cells[0].missing()).isEqualTo(1);
  }

  /** The same draws, judged in rounds of any size, leave in one order. */
  @Test
  void roundsDoNotChangeTheOrder() {
    List<String> whole = order(1_000, new Random(1));
    assertThat(whole).hasSize(4 + 3 + 5);
    for (int size : new int[] {1, 2, 3, 7, 16}) {
      for (int seed = 0; seed < 10; seed++) {
        assertThat(order(size, new Random(seed))).isEqualTo(whole);
      }
    }
  }

  /** A draw is accepted or not by its own number; a round takes draws of cells at random. */
  private static List<String> order(int size, Random random) {
    CellProgress[] cells = {cell(0, 4, 50), cell(1, 3, 50), cell(2, 5, 50)};
    List<String> order = new ArrayList<>();
    KeptOrder kept = new KeptOrder(cells, each -> order.add(name(each)));
    long[] numbers = new long[3];
    while (Arrays.stream(cells).anyMatch(CellProgress::open)) {
      for (int i = 0; i < size; i++) {
        CellProgress cell = cells[random.nextInt(3)];
        if (cell.allowed() > 0) {
          draw(cell, (7 * numbers[cell.cell()]++ + cell.cell()) % 3 == 0);
        }
      }
      kept.advance();
    }
    return order;
  }

  @Test
  void speculativeDrawsBeyondTheQuotaAreJudgedButNotKept() {
    CellProgress cell = cell(0, 2, 50);

    assertThat(draw(cell, true)).isTrue();
    assertThat(draw(cell, false)).isFalse();
    assertThat(draw(cell, true)).isTrue();
    assertThat(cell.open()).isFalse();
    assertThat(draw(cell, true)).isFalse();
    assertThat(cell.kept()).isEqualTo(2);
    assertThat(cell.missing()).isZero();
    assertThat(cell.draws()).as("draws up to the last that was kept").isEqualTo(3);
  }

  @Test
  void theCapIsAMultipleOfTheQuotaBeyondTheRangeOfIntegers() {
    CellProgress large = cell(0, 2_000_000, 5_000);

    assertThat(large.cap()).isEqualTo(10_000_000_000L);
    assertThat(large.allowed()).isEqualTo(10_000_000_000L);

    CellProgress small = cell(1, 1, 2);
    draw(small, false);
    assertThat(small.open()).isTrue();
    draw(small, false);
    assertThat(small.open()).isFalse();
    assertThat(small.draws()).isEqualTo(2);
  }

  /** Eight draws of the expected acceptance stand against the observed ones. */
  @Test
  void acceptanceStartsAtWhatIsExpectedAndFollowsWhatIsSeen() {
    CellProgress cell = cell(0, 100, 50);

    assertThat(cell.acceptance()).isEqualTo(0.5);
    assertThat(cell.wanted()).isEqualTo(200);
    for (int i = 0; i < 8; i++) {
      draw(cell, true);
    }
    assertThat(cell.acceptance()).isEqualTo((4 + 8) / 16.0);
    assertThat(cell.wanted()).isEqualTo(92 / 0.75);
  }

  @Test
  void hopelessCellsAreGivenABoundedRound() {
    CellProgress cell = new CellProgress(0, 3, 1_000, 0);
    for (int i = 0; i < 500; i++) {
      draw(cell, false);
    }

    assertThat(cell.acceptance()).isEqualTo(0.02);
    assertThat(cell.wanted()).isEqualTo(150);
  }
}
