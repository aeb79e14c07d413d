package dev.isonomy.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.Baseline;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.UnionReport;
import dev.isonomy.audit.measure.BalanceMetric;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.mixture.fit.FitIteration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditViewTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("a long name", List.of("x".repeat(60), "y")));
  private static final CellDistribution EQUAL = CellDistribution.uniform(SPACE);

  private static MethodReport method(String name, long... counts) {
    List<Metric> balance = List.of(new BalanceMetric());
    MeasuredSet set = MeasuredSet.counted(name, balance, counts, Optional.empty());
    return new MethodReport(
        name,
        set.images(),
        List.of(new BalanceMetric().measure(set, AuditScope.ofTarget(EQUAL, 1))));
  }

  private static AuditReport report(Optional<UnionReport> union, MethodReport... methods) {
    return new AuditReport(
        SPACE,
        EQUAL,
        "conditional",
        List.of(methods),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Baseline.CODES,
        union,
        Map.of());
  }

  private static AuditView view(AuditReport report) {
    return AuditView.of(report, Thumbnails.none());
  }

  @Test
  void figuresCompareWithTheModelUnaided() {
    AuditReport report =
        report(
                Optional.empty(),
                method("prior", 40, 0, 0, 0),
                method("conditional", 10, 10, 10, 10))
            .with(GenerationReport.of(new long[] {10, 10, 10, 10}, new long[] {10, 10, 20, 40}, 4));

    assertThat(view(report).figures())
        .containsExactly(
            new KeyFigure(
                "distance from the target, FD",
                "0.866",
                "0.000",
                "noise floor " + Figures.decimal(report.audited().balance().noiseFloor().fd95())),
            new KeyFigure("divergence, KL", "1.386", "0.000", "in nats, by the labels"),
            KeyFigure.of("draws kept", "69%", "lowest 25%, square · y"),
            KeyFigure.of("images per second", "10.0", "40 images, 80 draws"));
    assertThat(view(report).contents()).isEqualTo("40 images, 10 in each of 4 cells.");
    assertThat(view(report).hasUnaided()).isTrue();
  }

  @Test
  void figuresOfASetThatCompletesAnotherCompareWithThatOne() {
    UnionReport union =
        new UnionReport(
            EQUAL, method("existing", 40, 0, 0, 0), method("existing and new", 40, 40, 40, 40));
    AuditView view = view(report(Optional.of(union), method("conditional", 0, 40, 40, 40)));

    assertThat(view.figures().get(0).before()).isEqualTo("0.866");
    assertThat(view.figures().get(0).value()).isEqualTo("0.000");
    assertThat(view.figures().get(0).note()).startsWith("with the existing images, noise floor");
    assertThat(view.contents()).isEqualTo("120 images in 4 cells.");
  }

  @Test
  void barsShowTheClassesOfEachAttributeAndOnlyTheTextThatFits() {
    AuditView view =
        view(
            report(
                Optional.empty(),
                method("prior", 97, 1, 1, 1),
                method("conditional", 25, 25, 25, 25)));

    List<AttributeBars> bars = view.attributeBars();

    assertThat(bars).extracting(AttributeBars::attribute).containsExactly("shape", "a long name");
    AttributeBars.Bar before = bars.get(0).bars().get(0);
    assertThat(before.style()).isEqualTo("before");
    assertThat(before.parts().get(0))
        .isEqualTo(
            new AttributeBars.Part(
                "0.9800", "codes by the mixture’s weights, round: 98%", "round 98%"));
    assertThat(before.parts().get(1).label()).isEmpty();
    // A name of 60 characters does not fit into half a bar, its share does.
    assertThat(bars.get(1).bars().get(1).parts().get(0).label()).isEqualTo("50%");
  }

  @Test
  void cardsHaveWhatMetricsSayOfACellAndItsImages() {
    Thumbnail image = new Thumbnail(new byte[] {1}, "one");
    AuditReport report = report(Optional.empty(), method("conditional", 10, 10, 10, 10));
    AuditView without = view(report);
    AuditView with =
        AuditView.of(
            report,
            new Thumbnails(List.of(List.of(image), List.of(), List.of(), List.of()), List.of()));

    assertThat(without.cards()).hasSize(4).noneMatch(CellCard::illustrated);
    assertThat(with.cards()).allMatch(CellCard::illustrated);
    assertThat(with.cards().get(0).images()).containsExactly(image);
    assertThat(with.cards().get(0).facts()).containsExactly("10 images");
    assertThat(with.mosaic()).containsExactly(image);
    assertThat(with.hasQuality()).isFalse();
    assertThat(with.hasCopiesOnly()).isFalse();
  }

  @Test
  void timesAndCostsAreInWords() {
    AuditView view = view(report(Optional.empty(), method("conditional", 1, 1, 1, 1)));

    assertThat(view.duration(89)).isEqualTo("89 seconds");
    assertThat(view.duration(600)).isEqualTo("10 minutes");
    assertThat(view.duration(7200)).isEqualTo("2.0 hours");
    assertThat(view.cost(List.of(new FitIteration(1, -3, 2, 1024, 1))))
        .isEqualTo(
            "1 iterations of expectation-maximization took 2.0 seconds, 2.00 each. In each, the one"
                + " partition sends 1.0 KB of statistics.");
  }
}
