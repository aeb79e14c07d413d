package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.metric.NearDuplicates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Metrics that compare features with a reference. */
class QualityMetricsTest {
  private static final List<AuditImage> REAL = AuditImages.gaussian(1, 400, 0);
  private final AuditScope scope = AuditImages.scope("balanced", REAL);

  @Test
  void theFrechetDistanceGrowsWithTheShiftAndIsWithinTheFloorWithoutOne() {
    FrechetMetric metric = new FrechetMetric();
    FrechetFinding.ToReference same = frechet(metric, 0);
    FrechetFinding.ToReference far = frechet(metric, 3);

    assertThat(same.distance().shown()).isLessThan(same.floor().orElseThrow());
    assertThat(far.distance().shown()).isBetween(8.0, 10.0); // 3 squared
    assertThat(same.singleImage()).isFalse();
  }

  private FrechetFinding.ToReference frechet(FrechetMetric metric, double shift) {
    return metric
        .measure(AuditImages.audited(AuditImages.gaussian(2, 400, shift)), scope)
        .references()
        .get("balanced");
  }

  @Test
  void onlyTheAuditedSetIsMeasuredWithinCells() {
    List<AuditImage> images = AuditImages.gaussian(2, 200, 0);
    MeasuredSet drawn = AuditImages.set("prior", MeasuredSet.Role.DRAWN, images);
    MeasuredSet audited = AuditImages.audited(images);

    assertThat(new FrechetMetric().measure(audited, scope).cells())
        .hasSize(4)
        .allMatch(Optional::isPresent);
    assertThat(new FrechetMetric().measure(drawn, scope).cells()).isEmpty();
    assertThat(new KernelMetric().measure(drawn, scope).cells()).isEmpty();
    assertThat(new NeighbourMetric().measure(drawn, scope).cells()).isEmpty();
    assertThat(new AgreementMetric().measure(drawn, scope).cells()).isEmpty();
    assertThat(new CoverageMetric().measure(drawn, scope)).isSameAs(Finding.NOTHING);
  }

  @Test
  void setsThatAreTooSmallAreNotCompared() {
    MeasuredSet few = AuditImages.audited(AuditImages.gaussian(2, 19, 0));
    MeasuredSet enough = AuditImages.audited(AuditImages.gaussian(2, 20, 0));

    assertThat(new FrechetMetric().measure(few, scope).references()).isEmpty();
    assertThat(new KernelMetric().measure(few, scope).references()).isEmpty();
    assertThat(new NeighbourMetric().measure(few, scope).references()).isEmpty();
    assertThat(new DuplicateMetric().measure(few, scope).ofReferences()).isEmpty();
    assertThat(new FrechetMetric().measure(enough, scope).references()).hasSize(1);
    assertThat(new KernelMetric().measure(enough, scope).references()).hasSize(1);
    assertThat(new NeighbourMetric().measure(enough, scope).references()).hasSize(1);
    assertThat(new DuplicateMetric().measure(enough, scope).ofReferences()).hasSize(1);
  }

  @Test
  void aReferenceOfOneImageManyTimesIsNamedInOneLine() {
    List<AuditImage> same = Collections.nCopies(60, AuditImages.image(0, 0, 0, 1f, 2f));

    FrechetFinding finding =
        new FrechetMetric()
            .measure(
                AuditImages.audited(AuditImages.gaussian(2, 200, 0)),
                AuditImages.scope("natural", same));

    assertThat(finding.notes(AuditImages.SPACE))
        .containsExactly(
            "All images of the natural reference are alike: quality measured against it says"
                + " nothing.");
    assertThat(finding.to("natural").orElseThrow().noInterval())
        .isEqualTo("no interval: 60 of 60 images are alike or too few to divide (the reference)");
    assertThat(finding.to("natural").orElseThrow().distance()).isPositive();
  }

  @Test
  void copiesWithinTheSetAndOfTheReferenceAreCounted() {
    List<AuditImage> images = new ArrayList<>(AuditImages.gaussian(2, 100, 50));
    images.add(images.get(0));
    images.add(images.get(0));
    images.addAll(REAL.subList(0, 5));

    DuplicateMetric.DuplicateFinding found =
        new DuplicateMetric().measure(AuditImages.audited(images), scope);

    NearDuplicates within = found.within().orElseThrow();
    assertThat(within.clusters()).isEqualTo(1);
    assertThat(within.largestCluster()).isEqualTo(3);
    assertThat(found.ofReferences()).isEqualTo(Map.of("balanced", 5L));
    assertThat(found.sentences())
        .containsExactly(
            "Near-duplicates: 1 groups with 3 images; the largest has 3.",
            "Copies: 5 images are as close to one of the balanced reference as near duplicates are"
                + " to each other.");
  }

  @Test
  void withoutAReferenceThereIsNoScaleForNearDuplicates() {
    DuplicateMetric.DuplicateFinding found =
        new DuplicateMetric()
            .measure(AuditImages.audited(AuditImages.gaussian(2, 100, 0)), AuditImages.scope());

    assertThat(found.within()).isEmpty();
    assertThat(found.sentences()).isEmpty();
  }

  @Test
  void aLossWithinCellsIsNamedWithTheCellThatLosesMost() {
    // Cells 0 and 1 collapse to a point; the others keep their spread.
    List<AuditImage> images = new ArrayList<>();
    AuditImages.gaussian(2, 400, 0)
        .forEach(
            each ->
                images.add(
                    each.labeler() < 2
                        ? AuditImages.image(
                            AuditImage.UNKNOWN,
                            each.labeler(),
                            each.labeler(),
                            10f * each.labeler(),
                            9f)
                        : each));

    Finding found = new CoverageMetric().measure(AuditImages.audited(images), scope);

    assertThat(found.notes(AuditImages.SPACE).get(0))
        .contains("cells cover less of their references than noise explains, round.red the least")
        .endsWith("(0.0% of what is possible): diversity is lost there.");
    assertThat(found.notes(AuditImages.SPACE).get(1)).startsWith("With 100 references in a cell");
    assertThat(found.facts(3).get(0)).startsWith("coverage ");
  }

  @Test
  void cellsThatDifferFromTheUnaidedModelAreNamedAfterCorrectingForTheNumberOfTests() {
    MeasuredSet unaided =
        AuditImages.set("prior", MeasuredSet.Role.DRAWN, AuditImages.gaussian(3, 120, 0));
    AuditScope beside =
        new AuditScope(AuditImages.EQUAL, 1, Map.of(), Optional.of(unaided), Optional.empty());

    Finding same =
        new UnaidedTest().measure(AuditImages.audited(AuditImages.gaussian(4, 120, 0)), beside);
    Finding shifted =
        new UnaidedTest().measure(AuditImages.audited(AuditImages.gaussian(4, 120, 2)), beside);

    assertThat(same.notes(AuditImages.SPACE)).isEmpty();
    assertThat(shifted.notes(AuditImages.SPACE).get(0))
        .endsWith(
            "and 3 other cells differ from what the model draws there unaided (p = 0.001, 4 cells"
                + " tested).");
    assertThat(new UnaidedTest().measure(unaided, beside)).isSameAs(Finding.NOTHING);
  }
}
