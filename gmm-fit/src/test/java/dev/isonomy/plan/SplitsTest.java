package dev.isonomy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.plan.Splits.Split;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SplitsTest {
  @Test
  void withoutSharesAllIsForTraining() {
    assertThat(new Splits(0, 0).of(7)).containsExactly(new Split("train", 0, 7));
  }

  @Test
  void splitsFollowEachOtherAndTakeAllUnits() {
    assertThat(new Splits(0.1, 0.1).of(18))
        .containsExactly(
            new Split("train", 0, 14), new Split("validation", 14, 2), new Split("test", 16, 2));
    assertThat(new Splits(0, 0.2).of(10))
        .containsExactly(new Split("train", 0, 8), new Split("test", 8, 2));
  }

  @Test
  void noSplitIsEmptyHoweverFewUnitsThereAre() {
    for (double validation : new double[] {0.01, 0.3, 0.49, 0.9}) {
      for (double test : new double[] {0.01, 0.09, 0.49}) {
        for (long units = 3; validation + test < 1 && units < 40; units++) {
          var splits = new Splits(validation, test).of(units);
          assertThat(splits).hasSize(3).allMatch(split -> split.units() > 0);
          assertThat(splits.stream().mapToLong(Split::units).sum()).isEqualTo(units);
          assertThat(splits.get(2).first())
              .isEqualTo(splits.get(1).first() + splits.get(1).units());
        }
      }
    }
    assertThatThrownBy(() -> new Splits(0.1, 0.1).of(2))
        .hasMessage("3 splits need as many units but there are 2");
    assertThatThrownBy(() -> new Splits(0.6, 0.4)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Stratified by construction: no split is further than an image per cell from its share. */
  @Test
  void everySplitHasTheProportionsOfTheWhole() {
    long[] quotas = {1000, 501, 37, 12, 3};
    UnitLayout layout = new UnitLayout(quotas, 50);
    double images = layout.images();
    for (Split split : new Splits(0.15, 0.2).of(layout.unitCount())) {
      long[] cells = new long[quotas.length];
      layout
          .units()
          .filter(unit -> split.has(unit.id()))
          .forEach(unit -> Arrays.setAll(cells, c -> cells[c] + unit.quotas()[c]));
      long size = Arrays.stream(cells).sum();
      for (int c = 0; c < quotas.length; c++) {
        assertThat((double) cells[c])
            .isBetween(quotas[c] * size / images - 1, quotas[c] * size / images + 1);
      }
    }
  }
}
