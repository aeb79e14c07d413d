package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.TrainingImages;
import dev.isonomy.metric.NearestDistances;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemorizationMetricTest {
  private static final List<AuditImage> TRAINING = AuditImages.gaussian(1, 400, 0);

  private static TrainingImages passing(List<AuditImage> training) {
    float[][] rows = training.stream().map(AuditImage::features).toArray(float[][]::new);
    return probes ->
        new NearestDistances(probes.length).pass(probes, rows, rows.length).distances();
  }

  private static Finding measure(List<AuditImage> set, List<AuditImage> reference) {
    Map<String, MeasuredSet> references =
        reference.isEmpty()
            ? Map.of()
            : Map.of(
                "balanced", AuditImages.set("balanced", MeasuredSet.Role.REFERENCE, reference));
    return new MemorizationMetric()
        .measure(
            AuditImages.audited(set),
            new AuditScope(
                AuditImages.EQUAL,
                1,
                references,
                Optional.empty(),
                Optional.of(passing(TRAINING))));
  }

  @Test
  void aSetOfTrainingImagesIsAllCopies() {
    MemorizationFinding found =
        (MemorizationFinding) measure(TRAINING.subList(0, 50), AuditImages.gaussian(2, 200, 0));

    assertThat(found.exactCopies()).isEqualTo(50);
    assertThat(found.share()).isEqualTo(1);
    assertThat(found.unseenReferences()).isEqualTo(200);
    assertThat(found.exactOnly()).isFalse();
  }

  @Test
  void aSetOfTheReferencesDistributionIsWithinTheThresholdAboutAsOftenAsTheReference() {
    MemorizationFinding found =
        (MemorizationFinding)
            measure(AuditImages.gaussian(3, 400, 0), AuditImages.gaussian(2, 400, 0));

    assertThat(found.exactCopies()).isZero();
    assertThat(found.share()).isCloseTo(0.01, within(0.015));
    assertThat(found.threshold()).isPositive();
    assertThat(found.sentences().get(0)).contains("the closest 1.0% of unseen real ones; 0 are");
  }

  @Test
  void referencesThatAreTrainingImagesAreNoYardstick() {
    List<AuditImage> reference = new ArrayList<>(TRAINING.subList(0, 100));
    reference.addAll(AuditImages.gaussian(2, 50, 0));

    MemorizationFinding found =
        (MemorizationFinding) measure(AuditImages.gaussian(3, 100, 0), reference);

    assertThat(found.referencesInTraining()).isEqualTo(100);
    assertThat(found.unseenReferences()).isEqualTo(50);
    assertThat(found.sentences().get(0))
        .endsWith("100 of 150 reference images are training images themselves and were left out.");
  }

  @Test
  void withoutAReferenceExactCopiesAreFoundAndTheLimitSaid() {
    List<AuditImage> set = new ArrayList<>(AuditImages.gaussian(3, 90, 0));
    set.addAll(TRAINING.subList(0, 10));

    MemorizationFinding found = (MemorizationFinding) measure(set, List.of());

    assertThat(found.exactCopies()).isEqualTo(10);
    assertThat(found.share()).isEqualTo(0.1);
    assertThat(found.notes(AuditImages.SPACE))
        .containsExactly(
            "Without reference images only exact copies of training images are found, not near"
                + " ones: 10 of 100 sampled images are copies.");
  }

  @Test
  void nothingIsFoundWithoutTrainingImagesOrFeaturesAndOfOtherSets() {
    AuditScope without = AuditImages.scope("balanced", AuditImages.gaussian(2, 50, 0));
    AuditScope with =
        new AuditScope(
            AuditImages.EQUAL, 1, Map.of(), Optional.empty(), Optional.of(passing(TRAINING)));
    MemorizationMetric metric = new MemorizationMetric();

    assertThat(metric.measure(AuditImages.audited(TRAINING), without)).isSameAs(Finding.NOTHING);
    assertThat(metric.measure(AuditImages.audited(AuditImage.labelled(1)), with))
        .isSameAs(Finding.NOTHING);
    assertThat(metric.measure(AuditImages.set("prior", MeasuredSet.Role.DRAWN, TRAINING), with))
        .isSameAs(Finding.NOTHING);
  }
}
