package dev.isonomy.portraits.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.portraits.person.PortraitRandom.Purpose;
import org.junit.jupiter.api.Test;

class PortraitRandomTest {
  private static final int N = 20_000;

  @Test
  void numbersAreAFunctionOfSeedIndexAndPurpose() {
    double number = new PortraitRandom(3, 5).uniform(Purpose.YAW);
    assertThat(new PortraitRandom(3, 5).uniform(Purpose.YAW)).isEqualTo(number);
    assertThat(new PortraitRandom(4, 5).uniform(Purpose.YAW)).isNotEqualTo(number);
    assertThat(new PortraitRandom(3, 6).uniform(Purpose.YAW)).isNotEqualTo(number);
    assertThat(new PortraitRandom(3, 5).uniform(Purpose.CELL)).isNotEqualTo(number);
  }

  @Test
  void numbersAreUniform() {
    boolean inside = true;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < N; i++) {
      double u = new PortraitRandom(1, i).uniform(Purpose.CELL);
      inside &= u >= 0 && u < 1;
      sum += u;
      squares += u * u;
    }
    assertThat(inside).isTrue();
    // Five standard errors of the mean and of the second moment.
    assertThat(sum / N).isEqualTo(0.5, within(5 * Math.sqrt(1.0 / 12 / N)));
    assertThat(squares / N).isEqualTo(1.0 / 3, within(5 * Math.sqrt(4.0 / 45 / N)));
  }

  @Test
  void adjacentSeedsIndicesAndPurposesAreUncorrelated() {
    double seeds = 0;
    double indices = 0;
    double purposes = 0;
    for (int i = 0; i < N; i++) {
      double u = centred(7, i, Purpose.HAIR_STYLE);
      seeds += u * centred(8, i, Purpose.HAIR_STYLE);
      indices += u * centred(7, i + 1, Purpose.HAIR_STYLE);
      purposes += u * centred(7, i, Purpose.HAIR_COLOUR);
    }
    double fiveSigma = 5 / Math.sqrt(N);
    assertThat(12 * seeds / N).isEqualTo(0, within(fiveSigma));
    assertThat(12 * indices / N).isEqualTo(0, within(fiveSigma));
    assertThat(12 * purposes / N).isEqualTo(0, within(fiveSigma));
  }

  @Test
  void choicesFollowTheirWeights() {
    int[] counts = new int[3];
    for (int i = 0; i < N; i++) {
      counts[new PortraitRandom(2, i).choose(Purpose.BEARD, 1, 0, 3)]++;
    }
    assertThat(counts[0] / (double) N).isEqualTo(0.25, within(0.02));
    assertThat(counts[1]).isZero();
  }

  private static double centred(long seed, long index, Purpose purpose) {
    return new PortraitRandom(seed, index).uniform(purpose) - 0.5;
  }
}
