package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Distances of rows against their definitions by loops over all pairs. */
class KernelDistanceTest {
  private static float[][] rows(int count, int width, long seed) {
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      RandomStream.of(seed, 0, i, Purpose.RENDER).fillGaussian(rows[i]);
    }
    return rows;
  }

  private static double kernel(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return Math.pow(dot / a.length + 1, 3);
  }

  /** The unbiased estimate of the squared maximum mean discrepancy. */
  private static double mmd(List<float[]> x, List<float[]> y) {
    double within = 0;
    double second = 0;
    double across = 0;
    for (int i = 0; i < x.size(); i++) {
      for (int j = 0; j < x.size(); j++) {
        within += i == j ? 0 : kernel(x.get(i), x.get(j));
      }
      for (float[] row : y) {
        across += kernel(x.get(i), row);
      }
    }
    for (int i = 0; i < y.size(); i++) {
      for (int j = 0; j < y.size(); j++) {
        second += i == j ? 0 : kernel(y.get(i), y.get(j));
      }
    }
    double n = x.size();
    double m = y.size();
    return within / (n * (n - 1)) + second / (m * (m - 1)) - 2 * across / (n * m);
  }

  private static List<float[]> without(float[][] rows, int fold) {
    List<float[]> kept = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (i % FoldedMoments.FOLDS != fold) {
        kept.add(rows[i]);
      }
    }
    return kept;
  }

  @Test
  void theDistanceIsTheUnbiasedEstimateAndTheIntervalItsJackknife() {
    float[][] x = rows(43, 5, 1);
    float[][] y = rows(27, 5, 2);

    KernelDistance found = KernelDistance.between(x, y);

    double[] left = new double[10];
    double mean = 0;
    for (int fold = 0; fold < 10; fold++) {
      left[fold] = mmd(without(x, fold), without(y, fold));
      mean += left[fold] / 10;
    }
    double squares = 0;
    for (double each : left) {
      squares += (each - mean) * (each - mean);
    }
    double half = FoldedMoments.STUDENT_97_5 * Math.sqrt(squares * 0.9);
    double all = mmd(without(x, -1), without(y, -1));
    assertThat(found.distance()).isCloseTo(all, within(1e-9));
    assertThat(found.interval().lower()).isCloseTo(all - half, within(1e-9));
    assertThat(found.interval().upper()).isCloseTo(all + half, within(1e-9));
  }

  @Test
  void fewerRowsThanTwoOfEachPartAreRefused() {
    assertThatThrownBy(() -> KernelDistance.between(rows(19, 2, 1), rows(20, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x must have at least 20 rows but has 19");
    assertThatThrownBy(() -> KernelDistance.between(rows(20, 2, 1), rows(19, 2, 2)))
        .hasMessageStartingWith("y must have at least 20 rows");
  }

  /** On a line: 0 and 0.1 are close, 0.2 reaches 0 through 0.1; 5 and 5 are copies; 9 is alone. */
  @Test
  void nearDuplicatesAreConnectedThroughEachOther() {
    float[][] line = {{0}, {5}, {0.1f}, {9}, {0.2f}, {5}};

    NearDuplicates found = NearDuplicates.within(line, 0.11);

    assertThat(found.pairs()).isEqualTo(3);
    assertThat(found.clusters()).isEqualTo(2);
    assertThat(found.images()).isEqualTo(5);
    assertThat(found.largestCluster()).isEqualTo(3);
    assertThat(NearDuplicates.within(line, 0).images()).as("copies alone").isEqualTo(2);
    assertThat(NearDuplicates.within(new float[0][], 1))
        .isEqualTo(new NearDuplicates(1, 0, 0, 0, 0));
  }

  @Test
  void theScaleOfDuplicatesLeavesExactCopiesOut() {
    float[][] line = {{0}, {1}, {3}, {7}, {7}};

    // The nearest others are 1, 1, 2 away, and 0 for the copies.
    assertThat(NearDuplicates.nearestDistanceQuantile(line, 0)).isEqualTo(1);
    assertThat(NearDuplicates.nearestDistanceQuantile(line, 0.75)).isEqualTo(1.5);
    assertThat(NearDuplicates.nearestDistanceQuantile(line, 1)).isEqualTo(2);
    assertThat(NearDuplicates.nearestDistanceQuantile(new float[][] {{4}, {4}}, 0.5)).isZero();
  }

  @Test
  void distancesToRowsThatPassAreTheSmallestOfAllHoweverTheyPass() {
    float[][] probes = rows(4, 3, 1);
    float[][] others = rows(50, 3, 2);
    NearestDistances first = new NearestDistances(4);
    NearestDistances second = new NearestDistances(4);
    first.pass(probes, java.util.Arrays.copyOfRange(others, 0, 30), 20);
    second.pass(probes, java.util.Arrays.copyOfRange(others, 20, 50), 30);

    assertThat(first.merge(second).distances())
        .containsExactly(NearDuplicates.nearestDistances(probes, others), within(1e-12));
    assertThat(new NearestDistances(2).distances())
        .containsExactly(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Lemma 2 of Naeem et al. by simulation on a line, where all distances are exchangeable. */
  @Test
  void theExpectedCoverageIsWhatTwoSetsOfOneDistributionHave() {
    double sum = 0;
    int trials = 400;
    for (int t = 0; t < trials; t++) {
      sum += NeighbourQuality.between(rows(40, 2, 2L * t), rows(25, 2, 2L * t + 1), 5).coverage();
    }

    assertThat(sum / trials).isCloseTo(NeighbourQuality.expectedCoverage(40, 25, 5), within(0.01));
    assertThat(NeighbourQuality.expectedCoverage(10, 10, 1)).isCloseTo(1 - 9 / 19.0, within(1e-12));
  }
}
