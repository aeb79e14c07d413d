package dev.isonomy.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.ReferenceReport;
import dev.isonomy.audit.measure.AgreementMetric.AgreementFinding;
import dev.isonomy.audit.measure.BalanceFinding;
import dev.isonomy.audit.measure.ConfidenceMetric.ConfidenceFinding;
import dev.isonomy.audit.measure.DuplicateMetric.DuplicateFinding;
import dev.isonomy.audit.measure.FrechetFinding;
import dev.isonomy.audit.measure.LabelReport;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.Interval;
import dev.isonomy.metric.LabelledStrata;
import dev.isonomy.metric.NoiseFloor;
import dev.isonomy.mixture.fit.FitIteration;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class AuditPageTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("colour", List.of("red", "blue")));
  private static final String EVIL = "\"><script>alert('x')</script>";

  private final String page = AuditPage.render(report(), thumbnails());

  @Test
  void startsWithTheVerdict() {
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("Balanced.</span> 400 images, 100 in each of 4 cells.")
        .contains("Judged by an independent auditor whose errors are not known, the 4 cells are");
  }

  @Test
  void namesCopiesOfReferenceImages() {
    assertThat(page).contains("Copies: 3 images are as close to one of the balanced reference");
  }

  @Test
  void showsWhatTheFitCost() {
    assertThat(page)
        .contains("3 iterations of expectation-maximization took 1.5 seconds, 0.50 each.")
        .contains("one of 4 partitions sends 2.0 KB of statistics");
  }

  @Test
  void tellsTheEndsOfAFlatTraceApart() {
    assertThat(TraceChart.of(List.of(2.33712, 2.33729, 2.33741), "trace"))
        .contains(">2.33741<")
        .contains(">2.33712<");
  }

  @Test
  void fitsTheMatrixOfManyComponentsOnThePage() {
    List<List<Double>> association =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    association.forEach(row -> row.addAll(Collections.nCopies(144, 0.25)));

    String map = HeatMap.of(new CellLabels(SPACE), association, "components", (r, c) -> "");

    Matcher width = Pattern.compile("width=\"(\\d+)").matcher(map);
    assertThat(width.find()).isTrue();
    assertThat(Integer.parseInt(width.group(1))).isLessThan(900);
  }

  @Test
  void loadsNothing() {
    assertThat(page).contains("default-src 'none'");
    assertThat(page).doesNotContain("http:").doesNotContain("https:").doesNotContain("@import");
    Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
    while (sources.find()) {
      assertThat(sources.group(1)).startsWith("data:image/png;base64,");
    }
  }

  @Test
  void escapesWhateverComesFromOutside() {
    assertThat(page).doesNotContain("<script>alert");
    assertThat(page)
        .contains("\"&gt;&lt;script&gt;alert('x')&lt;/script&gt;</dd>")
        .contains("title=\"&#34;>&lt;script>alert(&#39;x&#39;)&lt;/script>\"");
  }

  @Test
  void everyChartIsWellFormed() throws Exception {
    Matcher charts = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
    int found = 0;
    while (charts.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(charts.group())));
      assertThat(charts.group()).doesNotContain("NaN").doesNotContain("Infinity");
      found++;
    }
    assertThat(found).isEqualTo(8);
  }

  @Test
  void aReportWithLabelsAloneIsAPageToo() {
    AuditReport bare =
        new AuditReport(
            SPACE,
            CellDistribution.uniform(SPACE),
            "dataset",
            List.of(method("dataset", new long[] {90, 5, 4, 1}, List.of())),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    assertThat(AuditPage.render(bare, Thumbnails.none()))
        .contains("Not balanced.")
        .contains("Every cell")
        .doesNotContain("Quality, before");
  }

  private static AuditReport report() {
    List<Finding> quality =
        List.of(
            new FrechetFinding(
                Map.of(
                    "balanced",
                    new FrechetFinding.ToReference(
                        FoldedMoments.Estimate.of(1.2, 0.9, new Interval(0.5, 1.3)),
                        OptionalDouble.of(0.2),
                        false)),
                List.of()),
            new DuplicateFinding(Optional.empty(), Map.of("balanced", 3L)));
    ConfusionMatrix confusion =
        ConfusionMatrix.ofCounts(
            new long[][] {{9, 1, 0, 0}, {0, 9, 1, 0}, {0, 0, 9, 1}, {1, 0, 0, 9}});
    return new AuditReport(
        SPACE,
        CellDistribution.uniform(SPACE),
        "conditional",
        List.of(
            method("prior", new long[] {300, 50, 30, 20}, quality),
            method("conditional", new long[] {100, 100, 100, 100}, quality)),
        List.of(
            new ReferenceReport(
                "balanced", 40, Optional.of(confusion), Optional.of(confusion), List.of())),
        Optional.of(
            GenerationReport.of(
                new long[] {100, 100, 100, 100}, new long[] {110, 120, 130, 200}, 12)),
        Optional.of(
            new FitReport(
                "tied",
                2,
                List.of(0.5, 0.5),
                List.of(List.of(.9, .0), List.of(.1, .0), List.of(.0, .6), List.of(.0, .4)),
                0.75,
                List.of(
                    new FitIteration(1, -3.0, 0.5, 2048, 4),
                    new FitIteration(2, -2.0, 0.25, 2048, 4),
                    new FitIteration(3, -1.9, 0.75, 2048, 4)),
                List.of(new FitReport.Point(0, 1, 0), new FitReport.Point(1, 0, 3)))),
        Map.of("model", EVIL));
  }

  private static MethodReport method(String name, long[] counts, List<Finding> quality) {
    double[] target = CellDistribution.uniform(SPACE).shares();
    long images = Arrays.stream(counts).sum();
    LabelReport labels =
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.ofLabels(LabelledStrata.drawn(counts), target, 1),
            Correction.none("not corrected: no reference"),
            Map.of(),
            Map.of());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new BalanceFinding(
            NoiseFloor.simulate(target, images, 1), Optional.of(labels), Optional.of(labels)));
    findings.addAll(quality);
    findings.add(new ConfidenceFinding(Collections.nCopies(4, OptionalDouble.of(0.9))));
    findings.add(
        new AgreementFinding(
            OptionalDouble.of(0.97), Collections.nCopies(4, OptionalDouble.empty())));
    return new MethodReport(name, images, findings);
  }

  private static Thumbnails thumbnails() {
    Thumbnail image = new Thumbnail(new byte[] {1, 2, 3}, EVIL);
    return new Thumbnails(
        List.of(List.of(image), List.of(image), List.of(image), List.of()), List.of(image));
  }
}
