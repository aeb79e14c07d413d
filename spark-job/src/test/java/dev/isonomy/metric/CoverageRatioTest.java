package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CoverageRatioTest {
  @Test
  void setsOfOneDistributionLieWithinTheNoise() {
    for (double groups : new double[] {1, 0.2}) {
      int within = 0;
      for (int i = 0; i < 100; i++) {
        CoverageRatio ratio =
            CoverageRatio.between(
                clusters(2 * i, 200, groups), clusters(2 * i + 1, 100, groups), i);
        within += Math.abs(ratio.ratio() - 1) <= ratio.noise() ? 1 : 0;
        assertThat(ratio.noise()).isBetween(0.02, 0.3);
      }
      assertThat(within).isGreaterThanOrEqualTo(88);
    }
  }

  @Test
  void threeHundredReferencesShowALossThatFewHide() {
    // A third of 40 small groups is missing.
    float[][] generated = clusters(9, 300, 0.67);
    CoverageRatio few = CoverageRatio.between(clusters(8, 56, 1), generated, 1);
    CoverageRatio many = CoverageRatio.between(clusters(8, 300, 1), generated, 1);

    assertThat(many.showsLoss()).isTrue();
    assertThat(many.ratio()).isLessThan(0.75);
    assertThat(few.ratio()).isGreaterThan(many.ratio() + 0.05);
    assertThat(few.invisible()).isCloseTo(5 / 56.0, within(1e-12));
    assertThat(few.generated()).isEqualTo(28);
    assertThat(many.invisible()).isLessThan(1 / 40.0);
  }

  @Test
  void aSingleGeneratedImageAndIdenticalOnesHaveARatio() {
    float[][] same = new float[60][3];

    assertThat(CoverageRatio.between(clusters(1, 60, 1), same, 1).ratio()).isFinite();
    assertThat(CoverageRatio.between(same, same, 1).coverage()).isEqualTo(1);
    assertThat(CoverageRatio.between(same, new float[1][3], 1).generated()).isEqualTo(1);
  }

  /** Rows in forty groups, of which only the first share is there. */
  private static float[][] clusters(int seed, int rows, double share) {
    float[][] drawn = new float[rows][];
    RandomStream random = RandomStream.of(seed, 0, 0, Purpose.LATENT);
    for (int i = 0; i < rows; i++) {
      int group = random.nextInt((int) (40 * share));
      float[] row = new float[3];
      random.fillGaussian(row);
      for (int j = 0; j < row.length; j++) {
        row[j] *= 0.3f;
      }
      row[group % 3] += (float) (10 * (1 + (group / 3)));
      drawn[i] = row;
    }
    return Arrays.copyOf(drawn, rows);
  }
}
