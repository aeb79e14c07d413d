package dev.isonomy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final AttributeSpace TWO =
      AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine")));

  @Test
  void solved_weights_meet_a_target_inside_the_hull_and_stay_close_to_the_prior() {
    CellAssociation association =
        new CellAssociation(TWO, new double[][] {{1, 1, 0, 0}, {0, 0, 1, 1}});
    double[] prior = {0.6, 0.2, 0.15, 0.05};

    ComponentWeights solved =
        new BalanceMethod.SolvedWeights().solve(association, prior, CellDistribution.uniform(TWO));

    // the closest point to the prior with sums of one half: subtract 0.15, add 0.15
    assertThat(solved.weights()).containsExactly(new double[] {0.45, 0.05, 0.3, 0.2}, within(1e-6));
    assertThat(solved.residual()).isLessThan(1e-7);
  }

  @Test
  void a_target_outside_the_hull_leaves_a_residual() {
    CellAssociation association = new CellAssociation(TWO, new double[][] {{0.9, 0.7}, {0.1, 0.3}});

    ComponentWeights solved =
        new BalanceMethod.SolvedWeights()
            .solve(association, new double[] {0.5, 0.5}, CellDistribution.uniform(TWO));

    assertThat(solved.weights()).containsExactly(new double[] {0, 1}, within(1e-9));
    assertThat(solved.residual()).isCloseTo(Math.hypot(0.2, 0.2), within(1e-9));
  }

  /** The Karush-Kuhn-Tucker conditions of the problem with the ridge, at random problems. */
  @Test
  void solutions_are_optimal() {
    RandomStream stream = RandomStream.of(2, 0, 0, Purpose.SPLIT);
    for (int trial = 0; trial < 200; trial++) {
      int cells = 1 + stream.nextInt(18);
      int n = 1 + stream.nextInt(40);
      double[][] p = new double[cells][n];
      double[] near = new double[n];
      double[] target = new double[cells];
      for (int k = 0; k < n; k++) {
        near[k] = 1.0 / n;
        int own = stream.nextInt(cells);
        for (int c = 0; c < cells; c++) {
          p[c][k] = (c == own ? 0.8 : 0) + (0.2 / cells);
        }
      }
      for (int c = 0; c < cells; c++) {
        target[c] = 1.0 / cells;
      }
      double[] w = SimplexLeastSquares.solve(p, target, near);

      assertThat(Arrays.stream(w).sum()).isCloseTo(1, within(1e-12));
      double[] gradient = new double[n];
      for (int c = 0; c < cells; c++) {
        double miss = -target[c];
        for (int k = 0; k < n; k++) {
          miss += p[c][k] * w[k];
        }
        for (int k = 0; k < n; k++) {
          gradient[k] += miss * p[c][k];
        }
      }
      double multiplier = 0;
      for (int k = 0; k < n; k++) {
        gradient[k] += SimplexLeastSquares.RIDGE * (w[k] - near[k]);
        multiplier += w[k] * gradient[k];
      }
      for (int k = 0; k < n; k++) {
        assertThat(w[k]).isGreaterThanOrEqualTo(0);
        assertThat(gradient[k]).isGreaterThan(multiplier - 1e-11);
      }
    }
  }

  @Test
  void the_four_methods_have_names_and_weights_of_three_sum_to_one() {
    CellAssociation association =
        new CellAssociation(TWO, new double[][] {{0.9, 0.8, 0.1}, {0.1, 0.2, 0.9}});
    double[] prior = {0.5, 0.4, 0.1};

    assertThat(BalanceMethod.ALL)
        .extracting(BalanceMethod::name)
        .containsExactly(
            "prior", "uniform-components", "solved-weights", "conditional", "prompted");
    for (BalanceMethod each : BalanceMethod.ALL) {
      assertThat(BalanceMethod.fromName(each.name())).isEqualTo(each);
      if (each instanceof BalanceMethod.Weighted method) {
        ComponentWeights weights = method.solve(association, prior, CellDistribution.uniform(TWO));
        assertThat(Arrays.stream(weights.weights()).sum()).isCloseTo(1, within(1e-12));
      }
    }
    assertThat(BalanceMethod.ALL)
        .filteredOn(BalanceMethod.Weighted.class::isInstance)
        .as("methods that reject have no weights of their own")
        .hasSize(3);
    assertThatThrownBy(() -> BalanceMethod.fromName("fair"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("must be one of [prior, uniform-components, solved-weights");
  }

  @Test
  void units_have_exact_sums_a_bounded_size_and_the_proportions_of_the_whole() {
    RandomStream stream = RandomStream.of(3, 0, 0, Purpose.SPLIT);
    for (int trial = 0; trial < 100; trial++) {
      long[] quotas = new long[1 + stream.nextInt(18)];
      for (int c = 0; c < quotas.length; c++) {
        quotas[c] = stream.nextInt(3) == 0 ? stream.nextInt(3) : stream.nextInt(500);
      }
      UnitLayout layout = new UnitLayout(quotas, 1 + stream.nextInt(150));
      long[] sums = new long[quotas.length];
      layout
          .units()
          .forEach(
              unit -> {
                assertThat(unit.size()).isBetween(1, layout.unitSize());
                int[] own = unit.quotas();
                for (int c = 0; c < own.length; c++) {
                  assertThat(own[c]).isNotNegative();
                  double share = (double) quotas[c] / layout.images();
                  assertThat((double) own[c])
                      .isCloseTo(share * unit.size(), within(1.0 + quotas.length));
                  sums[c] += own[c];
                }
              });
      assertThat(sums).containsExactly(quotas);
    }
  }

  @Test
  void equal_quotas_give_equal_units() {
    UnitLayout layout = new UnitLayout(new long[] {100, 100, 100}, 30);

    assertThat(layout.unitCount()).isEqualTo(10);
    assertThat(layout.units())
        .allSatisfy(unit -> assertThat(unit.quotas()).containsExactly(10, 10, 10));
  }

  @Test
  void one_of_millions_of_units_is_derived_alone() {
    long[] quotas = new long[18];
    Arrays.fill(quotas, 100_000_000L);
    quotas[17] = 1;
    UnitLayout layout = new UnitLayout(quotas, 1_000);

    assertThat(layout.unitCount()).isEqualTo(1_700_001);
    assertThat(layout.unit(1_234_567).size()).isBetween(999, 1_000);
    assertThatThrownBy(() -> layout.unit(1_700_001)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_layout_checks_its_numbers() {
    assertThatThrownBy(() -> new UnitLayout(new long[] {1}, 0))
        .hasMessage("unit size must be at least 1 but was 0");
    assertThatThrownBy(() -> new UnitLayout(new long[] {-1}, 1))
        .hasMessage("quotas must be at least 0 but was -1");
  }
}
