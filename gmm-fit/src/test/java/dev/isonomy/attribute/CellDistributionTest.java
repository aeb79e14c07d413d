package dev.isonomy.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellDistributionTest {
  private static final AttributeSpace FOUR =
      AttributeSpace.of(
          new Attribute("gender", List.of("feminine", "masculine")),
          new Attribute("age", List.of("young", "old")));

  @Test
  void quotas_are_exact_and_ties_go_to_the_first_cells() {
    assertThat(CellDistribution.uniform(FOUR).quotas(400)).containsExactly(100, 100, 100, 100);
    assertThat(CellDistribution.uniform(FOUR).quotas(10)).containsExactly(3, 3, 2, 2);
    assertThat(CellDistribution.uniform(FOUR).quotas(0)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void quotas_sum_to_the_total_and_are_within_one_of_the_share() {
    RandomStream stream = RandomStream.of(1, 0, 0, Purpose.SPLIT);
    for (int trial = 0; trial < 200; trial++) {
      double[] shares = new double[18];
      for (int c = 0; c < shares.length; c++) {
        shares[c] = stream.nextInt(4) == 0 ? 0 : stream.nextDouble();
      }
      shares[trial % 18] += 0.1;
      double sum = Arrays.stream(shares).sum();
      CellDistribution target =
          new CellDistribution(
              AttributeSpaceTest.PORTRAITS, Arrays.stream(shares).map(s -> s / sum).toArray());
      long total = stream.nextInt(1_000_000);
      long[] quotas = target.quotas(total);
      assertThat(Arrays.stream(quotas).sum()).isEqualTo(total);
      for (int c = 0; c < quotas.length; c++) {
        assertThat((double) quotas[c]).isCloseTo(total * target.share(c), within(1.0));
      }
    }
  }

  @Test
  void a_target_is_given_by_cells_or_by_marginals() {
    CellDistribution cells =
        CellDistribution.of(
            FOUR,
            Map.of(
                "feminine.young",
                0.1,
                "feminine.old",
                0.2,
                "masculine.young",
                0.3,
                "masculine.old",
                0.4));
    CellDistribution marginals =
        CellDistribution.of(FOUR, Map.of("gender.feminine", 0.25, "gender.masculine", 0.75));

    assertThat(cells.shares()).containsExactly(new double[] {0.1, 0.2, 0.3, 0.4}, within(1e-15));
    assertThat(marginals.shares())
        .containsExactly(new double[] {0.125, 0.125, 0.375, 0.375}, within(1e-15));
  }

  @Test
  void mistakes_in_a_target_are_named() {
    assertRefused(
        Map.of("feminine.young", 1.0), "target misses the cell feminine.old; give every cell");
    assertRefused(Map.of("gender.feminine", 1.0), "target misses the class gender.masculine");
    assertRefused(
        Map.of("gender.feminine", -0.5, "gender.masculine", 1.5),
        "target share of gender.feminine must be at least 0 but was -0.5");
    assertRefused(
        Map.of("gender.feminine", 0.5, "gender.masculine", 0.4),
        "target shares of gender must sum to 1 but sum to 0.9");
    assertRefused(Map.of("hair.red", 1.0), "no attribute hair; the attributes are [gender, age]");
    assertRefused(Map.of("feminine", 1.0), "target must name cells such as feminine.young");
    assertThatThrownBy(() -> CellDistribution.uniform(FOUR).quotas(-1))
        .isInstanceOf(UserException.class)
        .hasMessage("the number of images must be at least 0 but was -1");
    assertThatThrownBy(() -> CellDistribution.empirical(FOUR, new long[] {1, -2, 0, 0}))
        .hasMessage("count of feminine.old must be at least 0 but was -2");
  }

  private static void assertRefused(Map<String, Double> named, String message) {
    assertThatThrownBy(() -> CellDistribution.of(FOUR, named))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void the_complement_fills_what_is_lacking() {
    assertThat(CellDistribution.complement(FOUR, new long[] {10, 0, 5, 5}, 20))
        .containsExactly(0, 10, 5, 5);
    // not enough for all: the emptiest cells are raised to one level
    assertThat(CellDistribution.complement(FOUR, new long[] {100, 0, 4, 50}, 6))
        .containsExactly(0, 5, 1, 0);
    assertThat(CellDistribution.complement(FOUR, new long[] {7, 7, 7, 7}, 0))
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void the_divergence_is_the_closed_form() {
    CellDistribution half = new CellDistribution(FOUR, new double[] {0.5, 0.5, 0, 0});

    assertThat(half.klTo(CellDistribution.uniform(FOUR))).isCloseTo(Math.log(2), within(1e-15));
    assertThat(CellDistribution.uniform(FOUR).klTo(half)).isInfinite();
    assertThat(half.klTo(half)).isZero();
    assertThat(CellDistribution.empirical(FOUR, new long[] {3, 3, 0, 0})).isEqualTo(half);
  }
}
