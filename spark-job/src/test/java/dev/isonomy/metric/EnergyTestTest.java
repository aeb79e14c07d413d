package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnergyTestTest {
  @Test
  void ofPointsOnALineHasAClosedForm() {
    // 2 * mean(|0-3|, |0-5|, |1-3|, |1-5|) - mean(0, 1, 1, 0) - mean(0, 2, 2, 0)
    EnergyTest test = EnergyTest.between(new float[][] {{0}, {1}}, new float[][] {{3}, {5}}, 1);

    assertThat(test.distance()).isCloseTo((2 * 3.5) - 0.5 - 1, within(1e-9));
  }

  @Test
  void ofOneDistributionItsPValuesAreUniform() {
    int below = 0;
    int belowHalf = 0;
    for (int i = 0; i < 200; i++) {
      double p =
          EnergyTest.between(
                  GoldenFeatures.rows(20, 4, 2 * i + 1_000),
                  GoldenFeatures.rows(15, 4, 2 * i + 1_001),
                  i)
              .p();
      below += p <= 0.05 ? 1 : 0;
      belowHalf += p <= 0.5 ? 1 : 0;
    }

    assertThat(below).isBetween(3, 19); // 10 of 200, within three standard errors
    assertThat(belowHalf).isBetween(79, 121);
  }

  @Test
  void aShiftAndAMissingPartAreFound() {
    float[][] natural = GoldenFeatures.rows(60, 4, 1);
    float[][] shifted = GoldenFeatures.rows(60, 4, 2, 1, 1.5);

    assertThat(EnergyTest.between(natural, shifted, 1).p()).isLessThanOrEqualTo(0.001);
    assertThat(EnergyTest.between(natural, natural, 1).p()).isEqualTo(1);
    assertThat(EnergyTest.between(natural, new float[30][4], 1).p()).isLessThanOrEqualTo(0.001);
  }
}
