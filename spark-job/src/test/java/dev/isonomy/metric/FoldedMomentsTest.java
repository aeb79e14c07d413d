package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoldedMomentsTest {
  private static float[][] rows(int count, long seed) {
    float[][] rows = new float[count][3];
    for (int i = 0; i < count; i++) {
      RandomStream.of(seed, 0, i, Purpose.RENDER).fillGaussian(rows[i]);
      rows[i][1] += 0.5f * rows[i][0];
    }
    return rows;
  }

  private static FoldedMoments folded(float[][] rows, int from, int to) {
    FoldedMoments moments = new FoldedMoments(3);
    for (int i = from; i < to; i++) {
      moments.add(rows[i], i);
    }
    return moments;
  }

  /** The textbook's two passes. */
  private static void assertMomentsOf(float[][] rows, int divisor, FeatureMoments found) {
    double[] mean = new double[3];
    double n = 0;
    for (int r = 0; r < rows.length; r++) {
      if (divisor < 0 || r % FoldedMoments.FOLDS != divisor) {
        n++;
        for (int i = 0; i < 3; i++) {
          mean[i] += rows[r][i];
        }
      }
    }
    assertThat(found.count()).isEqualTo((long) n);
    for (int i = 0; i < 3; i++) {
      assertThat(found.mean()[i]).isCloseTo(mean[i] / n, within(1e-12));
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int r = 0; r < rows.length; r++) {
          if (divisor < 0 || r % FoldedMoments.FOLDS != divisor) {
            sum += (rows[r][i] - mean[i] / n) * (rows[r][j] - mean[j] / n);
          }
        }
        assertThat(found.covariance()[i][j]).isCloseTo(sum / (n - 1), within(1e-12));
      }
    }
  }

  @Test
  void rowsAreDividedByTheirHashAndEachPartCanBeLeftOut() {
    float[][] rows = rows(73, 1);
    FoldedMoments moments = folded(rows, 0, 73);

    assertMomentsOf(rows, -1, moments.all());
    for (int fold = 0; fold < FoldedMoments.FOLDS; fold++) {
      assertMomentsOf(rows, fold, moments.without(fold));
    }
  }

  @Test
  void hashesOfAnySignFallIntoAPart() {
    FoldedMoments moments = new FoldedMoments(1);
    for (long hash : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0}) {
      moments.add(new float[] {1}, hash);
    }

    assertThat(moments.count()).isEqualTo(4);
  }

  @Test
  void mergedPartsAreTheWhole() {
    float[][] rows = rows(73, 1);
    FoldedMoments merged = new FoldedMoments(3);
    for (int[] part : new int[][] {{50, 73}, {0, 0}, {0, 1}, {1, 50}}) {
      merged.merge(folded(rows, part[0], part[1]));
    }

    assertMomentsOf(rows, -1, merged.all());
    assertMomentsOf(rows, 4, merged.without(4));
  }

  /** g D - (g - 1) mean D_(-i), and t sqrt((g - 1)/g sum (D_(-i) - mean)^2). */
  @Test
  void theCorrectedDistanceIsTheJackknifes() {
    FoldedMoments real = folded(rows(200, 1), 0, 200);
    FoldedMoments set = folded(rows(150, 2), 0, 150);

    FoldedMoments.Estimate estimate = set.distanceTo(FoldedReference.of(real));

    double all = FrechetDistance.to(real.all()).from(set.all());
    double[] left = new double[10];
    double mean = 0;
    for (int i = 0; i < 10; i++) {
      left[i] = FrechetDistance.to(real.without(i)).from(set.without(i));
      mean += left[i] / 10;
    }
    double squares = 0;
    for (double each : left) {
      squares += (each - mean) * (each - mean);
    }
    double corrected = 10 * all - 9 * mean;
    double half = FoldedMoments.STUDENT_97_5 * Math.sqrt(squares * 9 / 10);
    assertThat(estimate.distance()).isCloseTo(all, within(1e-12));
    assertThat(estimate.corrected().orElseThrow().estimate()).isCloseTo(corrected, within(1e-10));
    Interval interval = estimate.corrected().orElseThrow().interval();
    assertThat(interval.lower()).isCloseTo(corrected - half, within(1e-10));
    assertThat(interval.upper()).isCloseTo(Math.max(0, corrected + half), within(1e-10));
    assertThat(estimate.shown()).isCloseTo(Math.max(0, corrected), within(1e-10));
  }

  @Test
  void whatCannotBeDividedSaysWhyAlikeInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      FoldedMoments one = new FoldedMoments(3);
      for (int i = 0; i < 1_200; i++) {
        one.add(new float[] {1, 2, 3}, 7);
      }
      assertThat(one.undivided())
          .contains("no interval: 1,200 of 1,200 images are alike or too few to divide");
      assertThat(new FoldedMoments(FoldedMoments.WIDEST + 1).undivided())
          .contains("no interval: features have more than 1,024 numbers");
      assertThat(folded(rows(100, 1), 0, 100).undivided()).isEqualTo(Optional.empty());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void rowsOfAnotherWidthAndTooFewRowsAreRefused() {
    assertThatThrownBy(() -> new FeatureMoments(3).add(new float[2]))
        .hasMessage("features must have 3 numbers but have 2");
    assertThatThrownBy(() -> new FeatureMoments(3).merge(new FeatureMoments(2)))
        .hasMessage("features must have 3 numbers but have 2");
    assertThatThrownBy(() -> new FeatureMoments(0))
        .hasMessage("dimension must be at least 1 but was 0");
    assertThatThrownBy(() -> new FeatureMoments(1).add(new float[1]).covariance())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a covariance needs at least 2 rows but has 1");
  }

  @Test
  void aRefusedRowLeavesTheMomentsAsTheyWere() {
    float[][] rows = rows(20, 3);
    FeatureMoments moments = new FeatureMoments(3);
    for (float[] row : rows) {
      moments.add(row);
    }

    assertThatThrownBy(() -> moments.add(new float[] {1, Float.NaN, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature 1 must be finite but was NaN");

    assertMomentsOf(rows, -1, moments);
  }

  @Test
  void theFloorGrowsAsSetsShrinkAndNeedsEnoughImages() {
    FeatureMoments reference = folded(rows(400, 1), 0, 400).all();

    double few = FrechetFloor.simulate(reference, 60, 5).orElseThrow().distance95();
    double many = FrechetFloor.simulate(reference, 400, 5).orElseThrow().distance95();

    assertThat(few).isGreaterThan(many).isPositive();
    assertThat(FrechetFloor.simulate(reference, 400, 5).orElseThrow().distance95()).isEqualTo(many);
    assertThat(FrechetFloor.simulate(reference, 400, 6).orElseThrow().distance95())
        .isNotEqualTo(many);
    assertThat(FrechetFloor.simulate(reference, 19, 5)).isEmpty();
    assertThat(FrechetFloor.simulate(new FeatureMoments(FrechetFloor.WIDEST + 1), 400, 5))
        .isEmpty();
  }
}
