package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RowDistancesTest {
  @Test
  void everyWidthIsSummedToItsEnd() {
    for (int width : new int[] {1, 2, 3, 4, 5, 32, 511, 512}) {
      float[] a = new float[width];
      float[] b = new float[width];
      for (int i = 0; i < width; i++) {
        a[i] = i + 1;
        b[i] = 2 * (i + 1);
      }
      // sum i^2 = n (n + 1) (2 n + 1) / 6
      double squares = width * (width + 1.0) * ((2.0 * width) + 1) / 6;

      assertThat(RowDistances.squared(a, b)).isCloseTo(squares, within(1e-9 * squares));
      assertThat(RowDistances.dot(a, b)).isCloseTo(2 * squares, within(1e-9 * squares));
      assertThat(RowDistances.squared(a, a)).isZero();
    }
  }

  @Test
  void radiiReachTheKthNearestOtherRow() {
    float[][] line = {{0}, {1}, {3}, {7}};

    assertThat(RowDistances.radii(line, 1)).containsExactly(1, 1, 4, 16);
    assertThat(RowDistances.radii(line, 3)).containsExactly(49, 36, 16, 49);
    assertThatThrownBy(() -> RowDistances.radii(line, 4))
        .hasMessage("neighbours need more than k = 4 rows but there are 4");
  }

  @Test
  void theNearestRowOfAnotherSetIsFoundAndNoneIsInfinitelyFar() {
    float[][] rows = {{0, 0}, {10, 0}};

    assertThat(RowDistances.nearest(rows, new float[][] {{3, 4}, {9, 0}})).containsExactly(25, 1);
    assertThat(RowDistances.nearest(rows, new float[0][])).containsOnly(Double.POSITIVE_INFINITY);
  }
}
