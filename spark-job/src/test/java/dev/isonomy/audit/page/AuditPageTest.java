package dev.isonomy.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.CellQuality;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.LabelReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.QualityReport;
import dev.isonomy.audit.ReferenceReport;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.Interval;
import dev.isonomy.metric.LabelledStrata;
import dev.isonomy.metric.NoiseFloor;
import dev.isonomy.mixture.FitIteration;
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

  private final String page = AuditPage.render(report(), pictures());

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
    assertThat(page).contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
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
            List.of(method("dataset", new long[] {90, 5, 4, 1}, Map.of())),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    assertThat(AuditPage.render(bare, Pictures.none()))
        .contains("Not balanced.")
        .contains("Every cell")
        .doesNotContain("Quality, before");
  }

  private static AuditReport report() {
    QualityReport quality =
        new QualityReport(
            FoldedMoments.Estimate.of(1.2, 0.9, new Interval(0.5, 1.3)),
            OptionalDouble.of(0.2),
            Optional.empty(),
            Optional.empty(),
            3);
    ConfusionMatrix confusion =
        ConfusionMatrix.ofCounts(
            new long[][] {{9, 1, 0, 0}, {0, 9, 1, 0}, {0, 0, 9, 1}, {1, 0, 0, 9}});
    return new AuditReport(
        SPACE,
        CellDistribution.uniform(SPACE),
        "conditional",
        List.of(
            method("prior", new long[] {300, 50, 30, 20}, Map.of("balanced", quality)),
            method("conditional", new long[] {100, 100, 100, 100}, Map.of("balanced", quality))),
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

  private static MethodReport method(
      String name, long[] counts, Map<String, QualityReport> quality) {
    double[] target = CellDistribution.uniform(SPACE).shares();
    long images = Arrays.stream(counts).sum();
    LabelReport labels =
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.ofLabels(LabelledStrata.drawn(counts), target, 1),
            Correction.none("not corrected: no reference"),
            Map.of(),
            Map.of());
    List<CellQuality> cells = new ArrayList<>();
    for (int cell = 0; cell < counts.length; cell++) {
      cells.add(
          new CellQuality(
              cell,
              OptionalDouble.of(0.9),
              OptionalDouble.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    return new MethodReport(
        name,
        images,
        NoiseFloor.simulate(target, images, 1),
        Optional.of(labels),
        Optional.of(labels),
        OptionalDouble.of(0.97),
        quality,
        Optional.empty(),
        Optional.empty(),
        cells);
  }

  private static Pictures pictures() {
    Picture picture = new Picture(new byte[] {1, 2, 3}, EVIL);
    return new Pictures(
        List.of(List.of(picture), List.of(picture), List.of(picture), List.of()), List.of(picture));
  }
}
