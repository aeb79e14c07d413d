package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.plan.ComponentWeights;
import dev.isonomy.plan.Drawing;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.plan.Weighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitCheckTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "medium", "light")));

  /** Two units, each of three dark and one medium image. */
  private static final UnitLayout LAYOUT = new UnitLayout(new long[] {6, 2, 0}, 4);

  private static final UnitCheck EXACT = check(rejection(ShortfallPolicy.FAIL));
  private static final UnitCheck SHORT = check(rejection(ShortfallPolicy.REPORT));
  private static final UnitCheck WEIGHTED =
      check(
          new Weighting(
              "prior",
              new Start.Code(),
              new ComponentWeights(new double[] {1}, new double[] {1, 0, 0}, 0)));

  @Test
  void theRuleFollowsFromThePlan() {
    assertThat(EXACT).isEqualTo(new UnitCheck(LAYOUT, SPACE.cellNames(), false, true, false));
    assertThat(SHORT).isEqualTo(new UnitCheck(LAYOUT, SPACE.cellNames(), false, true, true));
    assertThat(WEIGHTED)
        .as("every draw is kept, so that nothing can be short")
        .isEqualTo(new UnitCheck(LAYOUT, SPACE.cellNames(), false, false, false));
  }

  @Test
  void aUnitWithItsQuotasIsWhole() {
    for (UnitCheck each : List.of(EXACT, SHORT, WEIGHTED)) {
      assertThat(each.problem(0, Map.of("dark", 3L, "medium", 1L))).isEmpty();
      assertThat(each.problem(1, Map.of("dark", 3L, "medium", 1L))).isEmpty();
    }
  }

  @Test
  void anImageTooFewOrTooManyIsNamedByUnitAndCell() {
    assertThat(EXACT.problem(1, Map.of("dark", 2L, "medium", 1L)))
        .contains("has 2 images of cell dark in unit 1 where the plan wants 3");
    assertThat(EXACT.problem(1, Map.of("dark", 3L)))
        .contains("has 0 images of cell medium in unit 1 where the plan wants 1");
    assertThat(EXACT.problem(1, Map.of("dark", 3L, "medium", 2L)))
        .contains("has 2 images of cell medium in unit 1 where the plan wants 1");
    assertThat(EXACT.problem(0, Map.of("dark", 3L, "medium", 1L, "light", 1L)))
        .as("a cell without a quota")
        .contains("has 1 images of cell light in unit 0 where the plan wants 0");
  }

  @Test
  void aReportedShortfallMayLackImagesButNeverHaveMore() {
    assertThat(SHORT.problem(0, Map.of("dark", 1L))).isEmpty();
    assertThat(SHORT.problem(0, Map.of())).isEmpty();
    assertThat(SHORT.problem(0, Map.of("dark", 4L, "medium", 1L)))
        .contains("has 4 images of cell dark in unit 0 where the plan wants 3");
  }

  @Test
  void aWeightedUnitHasItsSizeInWhateverCells() {
    assertThat(WEIGHTED.problem(0, Map.of("light", 4L))).isEmpty();
    assertThat(WEIGHTED.problem(0, Map.of("light", 3L)))
        .contains("has 3 images in unit 0 where the plan wants 4");
    assertThat(WEIGHTED.problem(0, Map.of("light", 3L, "dark", 2L)))
        .contains("has 5 images in unit 0 where the plan wants 4");
  }

  @Test
  void whatThePlanDoesNotKnowIsNamed() {
    for (UnitCheck each : List.of(EXACT, SHORT, WEIGHTED)) {
      assertThat(each.problem(2, Map.of("dark", 3L, "medium", 1L)))
          .contains("holds unit 2, but the plan has 2 units");
      assertThat(each.problem(-1, Map.of())).contains("holds unit -1, but the plan has 2 units");
    }
    for (UnitCheck each : List.of(EXACT, SHORT)) {
      assertThat(each.problem(1, Map.of("dark", 3L, "medium", 1L, "bright", 1L)))
          .contains("has images of an unknown cell bright in unit 1");
    }
    assertThat(WEIGHTED.problem(1, Map.of("dark", 3L, "bright", 1L)))
        .contains("has images of an unknown cell bright in unit 1");
  }

  @Test
  void aDataSetWithoutAProblemPasses() {
    assertThatCode(() -> UnitCheck.requireWhole(CommittedUnits.none(), "run/dataset"))
        .doesNotThrowAnyException();
  }

  private static Drawing rejection(ShortfallPolicy shortfall) {
    return new Rejection(
        new Start.Code(),
        new double[][] {{1}, {1}, {0}},
        new double[] {0.5, 0.5, 0},
        0,
        new Thresholds(0.5, 0, 50, shortfall));
  }

  private static UnitCheck check(Drawing drawing) {
    return UnitCheck.of(
        GenerationPlan.of(
            1, new CellDistribution(SPACE, new double[] {0.75, 0.25, 0}), LAYOUT, drawing));
  }
}
