package dev.isonomy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandIndexTest {
  @Test
  void agrees_with_scikit_learn() {
    // adjusted_rand_score([0,0,0,0,1,1,1,2,2,2], [0,0,1,0,1,1,2,2,2,2]) of scikit-learn 1.9.1
    assertThat(RandIndex.of(new double[][] {{3, 1, 0}, {0, 2, 1}, {0, 0, 3}}))
        .isCloseTo(0.4318181818181818, within(1e-15));
    assertThat(RandIndex.of(new double[][] {{0, 4}, {6, 0}})).isEqualTo(1);
    assertThat(RandIndex.of(new double[][] {{2, 2}, {3, 3}})).isLessThan(0);
  }
}
