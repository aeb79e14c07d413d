package dev.isonomy.mixture.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSplitTest {
  private static double[][] rows(int count) {
    double[][] rows = new double[count][3];
    for (int i = 0; i < count; i++) {
      RandomStream.of(1, 0, i, Purpose.LATENT).fillGaussian(rows[i]);
    }
    return rows;
  }

  @Test
  void aboutTheShareIsHeldOutAndAnotherSeedHoldsOutOthers() {
    double[][] rows = rows(10_000);
    int held = 0;
    int both = 0;
    for (double[] row : rows) {
      boolean first = new RowSplit(7, 0.2).holdsOut(row);
      held += first ? 1 : 0;
      both += first && new RowSplit(8, 0.2).holdsOut(row) ? 1 : 0;
    }

    assertThat(held / 10_000.0).isCloseTo(0.2, within(0.02));
    assertThat(both / 10_000.0).as("as by chance").isCloseTo(0.04, within(0.01));
  }

  /** The larger share holds out what the smaller one does, and more. */
  @Test
  void aLargerShareOnlyAddsRows() {
    for (double[] row : rows(500)) {
      if (new RowSplit(7, 0.2).holdsOut(row)) {
        assertThat(new RowSplit(7, 0.5).holdsOut(row)).isTrue();
      }
    }
  }

  @Test
  void everyRowIsOnOneSideWithItsWeightAndItsCell() {
    RowBlock.Builder builder = new RowBlock.Builder(3, 200);
    double[][] rows = rows(200);
    for (int i = 0; i < 200; i++) {
      builder.add(rows[i], i, i % 5, "row");
    }
    RowBlock block = builder.build();
    RowSplit split = new RowSplit(3, 0.3);

    RowBlock held = split.side(block, true);
    RowBlock fitted = split.side(block, false);

    assertThat(held.rows()).isPositive();
    assertThat(held.rows() + fitted.rows()).isEqualTo(200);
    for (RowBlock side : new RowBlock[] {held, fitted}) {
      for (int r = 0; r < side.rows(); r++) {
        int original = (int) side.weight(r);
        assertThat(side.row(r)).isEqualTo(rows[original]);
        assertThat(side.cell(r)).isEqualTo(original % 5);
        assertThat(split.holdsOut(side.row(r))).isEqualTo(side == held);
      }
    }
  }

  @Test
  void theSideHangsOnNumbersAndNotOnTheirSpelling() {
    assertThat(RowSplit.hash(new double[] {-0.0, 1})).isEqualTo(RowSplit.hash(new double[] {0, 1}));
    assertThat(RowSplit.hash(new double[] {1, 0})).isNotEqualTo(RowSplit.hash(new double[] {0, 1}));
  }

  /** 31 (31 + bits of 1.5) + bits of -2, in 64 bits, and Philox of it, by Python's integers. */
  @Test
  void theSplitOfARowNeverChanges() {
    double[] row = {1.5, -2};

    assertThat(RowSplit.hash(row)).isEqualTo(HASH);
    assertThat(new RowSplit(9, DRAWN - 1e-9).holdsOut(row)).isFalse();
    assertThat(new RowSplit(9, DRAWN + 1e-9).holdsOut(row)).isTrue();
  }

  private static final long HASH = 9153566242630534081L;
  private static final double DRAWN = 0.6886122696324299;

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void aShareThatLeavesASideEmptyIsRefused(double share) {
    assertThatThrownBy(() -> new RowSplit(1, share))
        .isInstanceOf(UserException.class)
        .hasMessage("heldOutShare must be in (0, 1) but was " + share);
  }
}
