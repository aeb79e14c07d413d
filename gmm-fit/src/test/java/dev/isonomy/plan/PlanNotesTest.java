package dev.isonomy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanNotesTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "mid", "light")));
  private static final double[][] P = {{0.8, 0.1, 0.1}, {0.1, 0.8, 0.1}, {0.1, 0.1, 0.8}};
  private static final double[] PRIOR = {0.6, 0.3, 0.1};

  @Test
  void aPlanThatMeetsItsTargetNeedsNoNote() {
    assertThat(PlanNotes.of(plan(CellDistribution.uniform(SPACE), new long[] {4, 4, 4}))).isEmpty();
  }

  @Test
  void aShareThatBecomesNoImageIsNamed() {
    CellDistribution target = new CellDistribution(SPACE, new double[] {0.5, 0.499999, 1e-6});

    assertThat(PlanNotes.of(plan(target, target.quotas(1_800))))
        .containsExactly(
            "1 cell of the target gets none of the 1,800 images: light (a share of 1.0e-06); about"
                + " 1,000,000 images would give every cell of the target one");
  }

  @Test
  void fewerImagesThanCellsAreSaid() {
    CellDistribution uniform = CellDistribution.uniform(SPACE);

    assertThat(PlanNotes.of(plan(uniform, uniform.quotas(1))))
        .containsExactly(
            "2 cells of the target get none of the 1 images: mid, light (the smallest share is"
                + " 33.3%); about 3 images would give every cell of the target one");
  }

  @Test
  void aCompletionThatBalancesNeedsNoNote() {
    Completion completion = new Completion(CellDistribution.uniform(SPACE), new long[] {41, 7, 0});
    long[] quotas = completion.quotas(75);

    assertThat(completion.together(quotas)).containsExactly(41, 41, 41);
    assertThat(completion.isExact(quotas)).isTrue();
    assertThat(PlanNotes.of(completing(completion, 75))).isEmpty();
  }

  @Test
  void aCompletionThatCannotBalanceSaysHowFarItGetsAndWhatItWouldTake() {
    Completion completion = new Completion(CellDistribution.uniform(SPACE), new long[] {41, 7, 0});

    assertThat(completion.imagesForExactShares()).isEqualTo(75);
    assertThat(PlanNotes.of(completing(completion, 30)))
        .containsExactly(
            "the 78 existing and new images together stay 0.236 (FD) away from the target: dark has"
                + " 41 images where its share is 26.0; 75 new images would make it exact");
  }

  @Test
  void aCompletionOfATargetWithoutACellNeverBecomesExact() {
    Completion completion =
        new Completion(
            new CellDistribution(SPACE, new double[] {0.5, 0.5, 0}), new long[] {5, 5, 9});

    assertThat(completion.imagesForExactShares()).isInfinite();
    assertThat(PlanNotes.of(completing(completion, 30)))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "existing images of cells that the target gives no share stay: light"),
            line -> assertThat(line).endsWith("no number of new images makes it exact"));
  }

  @Test
  void weightsSayWhatTheyAreExpectedToMiss() {
    CellDistribution uniform = CellDistribution.uniform(SPACE);
    GenerationPlan plan = weighted(uniform, new long[] {4, 4, 4});

    assertThat(PlanNotes.of(plan))
        .containsExactly(
            "prior keeps every draw, so that the counts of the cells are expected, not promised:"
                + " 0.249 (FD) away from the shares of the plan, farthest in dark with 52.0% instead"
                + " of 33.3%");
    assertThat(plan.expectedDraws()).isEqualTo(12);
    assertThat(plan.expectedImages()[0]).isBetween(6.2, 6.3);
  }

  private static GenerationPlan plan(CellDistribution target, long[] quotas) {
    CellAssociation association = new CellAssociation(SPACE, P);
    Thresholds thresholds = new Thresholds(0.5, 0, 50, ShortfallPolicy.FAIL);
    return GenerationPlan.of(
        1,
        target,
        new UnitLayout(quotas, 4),
        Rejection.promised(new Start.Code(), association, PRIOR, thresholds));
  }

  private static GenerationPlan completing(Completion completion, long images) {
    long[] quotas = completion.quotas(images);
    return plan(CellDistribution.empirical(SPACE, quotas), quotas).completing(completion);
  }

  private static GenerationPlan weighted(CellDistribution target, long[] quotas) {
    double[] shares = new CellAssociation(SPACE, P).cellShares(PRIOR);
    return GenerationPlan.of(
        1,
        target,
        new UnitLayout(quotas, 4),
        new Weighting("prior", new Start.Code(), new ComponentWeights(PRIOR, shares, 0.1)));
  }
}
