package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.audit.metric.SetTally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceMetricTest {
  private final BalanceMetric metric = new BalanceMetric();

  /** Forty images: four of five are in cell 0, and the auditor errs once. */
  private static List<AuditImage> skewed() {
    List<AuditImage> images = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int cell = i < 32 ? 0 : 1;
      images.add(AuditImages.image(cell, cell, i == 0 ? 1 : cell));
    }
    return images;
  }

  @Test
  void labelsOfTheAuditedSetAreFactsAndThoseOfADrawnSetAreASample() {
    BalanceFinding audited = metric.measure(AuditImages.audited(skewed()), AuditImages.scope());
    BalanceFinding drawn =
        metric.measure(
            AuditImages.set("prior", MeasuredSet.Role.DRAWN, skewed()), AuditImages.scope());

    assertThat(audited.labeler().orElseThrow().counts()).containsExactly(32L, 8L, 0L, 0L);
    // Shares 0.8, 0.2, 0, 0 against a quarter each.
    assertThat(audited.labeler().orElseThrow().raw().balance().fd())
        .isCloseTo(Math.sqrt(0.3025 + 0.0025 + 0.0625 + 0.0625), within(1e-12));
    assertThat(audited.labeler().orElseThrow().raw().fd()).isEmpty();
    assertThat(audited.labeler().orElseThrow().raw().noInterval())
        .isEqualTo("no interval: the set's own labels are counted, not sampled");
    assertThat(drawn.labeler().orElseThrow().raw().fd()).isPresent();
  }

  @Test
  void theAuditorOfASetByQuotaIsMoreCertainThanThatOfADrawnSet() {
    BalanceFinding audited = metric.measure(AuditImages.audited(skewed()), AuditImages.scope());
    BalanceFinding drawn =
        metric.measure(
            AuditImages.set("prior", MeasuredSet.Role.DRAWN, skewed()), AuditImages.scope());

    assertThat(width(audited)).isLessThan(width(drawn));
  }

  private static double width(BalanceFinding finding) {
    var interval = finding.auditor().orElseThrow().raw().fd().orElseThrow().interval();
    return interval.upper() - interval.lower();
  }

  @Test
  void theErrorsOfTheAuditorAreTakenBackWhereAReferenceTellsThem() {
    List<AuditImage> reference = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      // The auditor calls a fifth of cell 0 cell 1.
      reference.add(AuditImages.image(i % 4, i % 4, i % 20 == 0 ? 1 : i % 4));
    }
    List<AuditImage> set = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      set.add(AuditImages.image(AuditImage.UNKNOWN, i % 4, i % 20 == 0 ? 1 : i % 4));
    }

    LabelReport auditor =
        metric
            .measure(AuditImages.audited(set), AuditImages.scope("balanced", reference))
            .auditor()
            .orElseThrow();

    assertThat(auditor.raw().shares()).containsExactly(0.2, 0.3, 0.25, 0.25);
    assertThat(auditor.corrected().orElseThrow().shares())
        .allSatisfy(share -> assertThat(share).isCloseTo(0.25, within(1e-9)));
    assertThat(auditor.attributeCorrections()).containsOnlyKeys("shape", "colour");
  }

  @Test
  void withoutAReferenceOrWithTooManyCellsNothingIsCorrectedAndTheReasonSaid() {
    AttributeSpace wide =
        AttributeSpace.of(
            new Attribute("n", IntStream.range(0, 65).mapToObj(i -> "class " + i).toList()));
    CellDistribution equal = CellDistribution.uniform(wide);
    SetTally tally = SetTally.of(List.of(metric), new TallySize(65, 0));
    skewed().forEach(tally::add);
    MeasuredSet set = new MeasuredSet("set", MeasuredSet.Role.AUDITED, tally);
    AuditScope known =
        new AuditScope(
            equal,
            1,
            Map.of("natural", new MeasuredSet("natural", MeasuredSet.Role.REFERENCE, tally)),
            Optional.empty(),
            Optional.empty());

    assertThat(reason(metric.measure(set, AuditScope.ofTarget(equal, 1))))
        .isEqualTo("not corrected: no reference tells how often these labels are wrong");
    assertThat(reason(metric.measure(set, known))).isEqualTo("not corrected: more than 64 cells");
  }

  private static String reason(BalanceFinding finding) {
    return finding.auditor().orElseThrow().correction().reason();
  }

  @Test
  void countsAloneAreFactsOfBothJudges() {
    long[] labeler = {60, 20, 10, 30};
    MeasuredSet counted =
        MeasuredSet.counted(
            "together", Metrics.standard(), labeler, Optional.of(new long[] {30, 30, 30, 30}));

    BalanceFinding finding = metric.measure(counted, AuditImages.scope());

    assertThat(finding.noiseFloor().images()).isEqualTo(120);
    assertThat(finding.labeler().orElseThrow().counts()).containsExactly(60L, 20L, 10L, 30L);
    assertThat(finding.auditor().orElseThrow().raw().balance().fd()).isZero();
    assertThat(finding.judged()).isSameAs(finding.auditor().orElseThrow());
    assertThat(finding.labelled()).isSameAs(finding.labeler().orElseThrow());
  }

  @Test
  void anEmptySetAndOneWithoutLabelsAreRefused() {
    assertThatThrownBy(() -> metric.measure(AuditImages.audited(), AuditImages.scope()))
        .isInstanceOf(UserException.class)
        .hasMessage("the set conditional must have images but is empty");
    assertThatThrownBy(
            () ->
                metric.measure(
                    AuditImages.audited(
                        AuditImages.image(0, AuditImage.UNKNOWN, AuditImage.UNKNOWN)),
                    AuditImages.scope()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "the set conditional must have labelled images but none of its 1 images has a label");
  }

  @Test
  void reportsTheColumnsOfTheTableOfMethods() {
    List<MetricColumn> columns =
        metric.measure(AuditImages.audited(skewed()), AuditImages.scope()).columns();

    assertThat(columns)
        .extracting(MetricColumn::group, MetricColumn::title)
        .containsExactly(
            tuple("", "images"),
            tuple("KL", "labeler"),
            tuple("KL", "auditor"),
            tuple("FD", "auditor"),
            tuple("FD", "corrected"),
            tuple("FD", "noise floor"));
    assertThat(columns.get(0).value()).isEqualTo("40");
    assertThat(columns.get(3).belowFloor()).isFalse();
    assertThat(columns.get(4).value()).isEqualTo(MetricColumn.NONE);
  }
}
