package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.audit.measure.AgreementMetric.AgreementFinding;
import dev.isonomy.audit.measure.ConfidenceMetric.ConfidenceFinding;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.PixelSource;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LabelMetricsTest {
  @Test
  void agreementIsTheShareOfTheLabelersImagesThatTheAuditorConfirms() {
    AgreementFinding found =
        new AgreementMetric()
            .measure(
                AuditImages.audited(
                    AuditImages.image(0, 0, 0),
                    AuditImages.image(0, 0, 1),
                    AuditImages.image(0, 1, 1),
                    AuditImages.image(0, 1, 1),
                    AuditImages.image(0, 2, AuditImage.UNKNOWN)),
                AuditImages.scope());

    assertThat(found.all()).hasValue(0.75);
    assertThat(found.cells())
        .containsExactly(
            OptionalDouble.of(0.5),
            OptionalDouble.of(1),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    assertThat(found.weakestCell()).hasValue(0);
    assertThat(found.facts(0)).containsExactly("50% confirmed by the auditor");
    assertThat(found.facts(2)).isEmpty();
    assertThat(found.sentences())
        .containsExactly("Labeler and auditor give 75% of the images the same cell.");
  }

  @Test
  void withoutAnAuditorNobodyAgreesAndNoCellIsWeakest() {
    AgreementFinding found =
        new AgreementMetric()
            .measure(AuditImages.audited(AuditImage.labelled(1)), AuditImages.scope());

    assertThat(found.all()).isEmpty();
    assertThat(found.weakestCell()).isEmpty();
    assertThat(found.sentences()).isEmpty();
  }

  @Test
  void confidenceIsAMeanByLabelAndMissingWhereItIsNotKnownOfAll() {
    AuditImage sure = new AuditImage(-1, 0, 0, 0.9, new float[0], PixelSource.NONE);
    AuditImage unsure = new AuditImage(-1, 0, 0, 0.5, new float[0], PixelSource.NONE);

    ConfidenceFinding found =
        (ConfidenceFinding)
            new ConfidenceMetric()
                .measure(
                    AuditImages.audited(sure, unsure, AuditImage.labelled(1)), AuditImages.scope());

    assertThat(found.cells())
        .containsExactly(
            OptionalDouble.of(0.7),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }
}
