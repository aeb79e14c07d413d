package dev.isonomy.audit.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.metric.ConfusionMatrix;
import org.junit.jupiter.api.Test;

class CellPairsTest {
  private static CellPairs pairs(int... firstAndSecond) {
    CellPairs pairs = new CellPairs();
    for (int i = 0; i < firstAndSecond.length; i += 2) {
      pairs.add(firstAndSecond[i], firstAndSecond[i + 1]);
    }
    return pairs;
  }

  @Test
  void pairsWithAnUnknownCellAreNotCounted() {
    assertThat(pairs(-1, 0, 0, -1, -1, -1).isEmpty()).isTrue();
    assertThat(pairs(-1, 0).agreement()).isEmpty();
    assertThat(pairs(0, 0, -1, 1, 0, 1).agreement()).hasValue(0.5);
  }

  @Test
  void agreementOfACellIsThatOfItsOwnImages() {
    CellPairs pairs = pairs(0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 999, 999);

    assertThat(pairs.agreement()).hasValue(4.0 / 6);
    assertThat(pairs.agreement(0)).hasValue(0.5);
    assertThat(pairs.agreement(1)).hasValue(1);
    assertThat(pairs.agreement(999)).hasValue(1);
    assertThat(pairs.agreement(2)).isEmpty();
  }

  @Test
  void mergedPairsAreThePairsOfBoth() {
    CellPairs merged = pairs(0, 1, 1, 1);
    merged.merge(pairs(0, 1, 1, 0));

    ConfusionMatrix matrix = merged.matrix(2);

    assertThat(matrix.count(0, 0)).isZero();
    assertThat(matrix.count(0, 1)).isEqualTo(2);
    assertThat(matrix.count(1, 0)).isEqualTo(1);
    assertThat(matrix.count(1, 1)).isEqualTo(1);
  }

  @Test
  void confusionsNeedPairsAndNotTooManyCells() {
    assertThat(Confusions.matrix(pairs(), 2)).isEmpty();
    assertThat(Confusions.matrix(pairs(0, 0), Confusions.MOST_CELLS + 1)).isEmpty();
    assertThat(Confusions.matrix(pairs(0, 0), Confusions.MOST_CELLS)).isPresent();
  }

  @Test
  void figuresAreShownWithAboutThreeDigits() {
    assertThat(Figures.short3(1234.5)).isEqualTo("1,235");
    assertThat(Figures.short3(-12.34)).isEqualTo("-12.3");
    assertThat(Figures.short3(Double.NaN)).isEqualTo("–");
    assertThat(Figures.decimal(0.0004)).isEqualTo("<0.001");
    assertThat(Figures.decimal(0)).isEqualTo("0.000");
    assertThat(Figures.percent(0.0994)).isEqualTo("9.9%");
    assertThat(Figures.percent(0.0996)).isEqualTo("10%");
    assertThat(Figures.plain(2.50)).isEqualTo("2.5");
    assertThat(Figures.plain(40)).isEqualTo("40");
  }
}
