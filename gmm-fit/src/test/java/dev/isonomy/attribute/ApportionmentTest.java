package dev.isonomy.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
  private static long[] of(long total, double... shares) {
    return Apportionment.largestRemainder(shares, total);
  }

  @Test
  void the_largest_remainders_are_rounded_up_and_ties_go_to_the_first() {
    assertThat(of(10, 0.45, 0.35, 0.2)).containsExactly(5, 3, 2); // 4.5, 3.5, 2
    assertThat(of(2, 1, 1, 1)).containsExactly(1, 1, 0);
    assertThat(of(100, 3, 1)).containsExactly(75, 25); // shares need not sum to 1
    assertThat(of(0, 1, 2)).containsExactly(0, 0);
  }

  @Test
  void a_share_of_zero_gets_nothing() {
    assertThat(of(7, 0, 1, 0, 1)).containsExactly(0, 4, 0, 3);
  }

  @Test
  void rounding_errors_of_the_shares_move_no_unit() {
    double tenth = 1.0 / 10;
    double[] shares = new double[10];
    Arrays.fill(shares, tenth);
    shares[3] += 1e-16;

    assertThat(Apportionment.largestRemainder(shares, 1_000_000_000L)).containsOnly(100_000_000L);
  }

  @Test
  void counts_sum_to_the_total_and_stay_within_one_of_their_exact_share() {
    Random random = new Random(4);
    for (int trial = 0; trial < 500; trial++) {
      double[] shares = random.doubles(1 + random.nextInt(40)).toArray();
      long total = random.nextInt(10_000);
      long[] counts = Apportionment.largestRemainder(shares, total);

      assertThat(Arrays.stream(counts).sum()).isEqualTo(total);
      double sum = Arrays.stream(shares).sum();
      for (int c = 0; c < counts.length; c++) {
        assertThat(Math.abs(counts[c] - (shares[c] / sum * total))).isLessThan(1);
      }
    }
  }
}
