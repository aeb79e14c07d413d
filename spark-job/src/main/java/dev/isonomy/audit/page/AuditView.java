package dev.isonomy.audit.page;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.ReferenceReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.Verdict;
import dev.isonomy.audit.measure.FrechetFinding;
import dev.isonomy.audit.measure.MemorizationFinding;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.mixture.fit.FitIteration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the templates of the audit's page show. Words are in the templates; what has to be computed
 * is here, and charts are whole SVG elements. Texts are plain: templates escape them.
 *
 * @param report what the audit found
 * @param thumbnails as many as a page has room for
 * @param verdict on the report
 * @param shown the cells that are shown one by one
 */
public record AuditView(
    AuditReport report, Thumbnails thumbnails, Verdict verdict, ShownCells shown) {
  private static final int MOSAIC = 40;
  private static final int MOST_CONFUSED_CELLS = 40;

  /** In text they take a third more, and some are shown twice: under 16 MB of a page. */
  private static final long MOST_IMAGE_BYTES = 9_000_000;

  /** The view of a report. */
  static AuditView of(AuditReport report, Thumbnails thumbnails) {
    return new AuditView(
        report, thumbnails.within(MOST_IMAGE_BYTES), Verdict.of(report), ShownCells.of(report));
  }

  /**
   * A chart with its title.
   *
   * @param title what it shows
   * @param svg the chart
   */
  public record Chart(String title, String svg) {}

  /** Such as "1,800 images, 100 in each of 18 cells." */
  public String contents() {
    List<Long> counts = report.audited().balance().labelled().counts();
    String images = Figures.count(report.audited().images());
    return counts.stream().distinct().count() == 1
        ? "%s images, %s in each of %d cells."
            .formatted(images, Figures.count(counts.get(0)), counts.size())
        : "%s images in %d cells.".formatted(images, counts.size());
  }

  /** Each attribute's classes, before and after. */
  public List<AttributeBars> attributeBars() {
    return AttributeBars.of(report.headline());
  }

  /** The numbers under the verdict. */
  public List<KeyFigure> figures() {
    return AuditFigures.of(report);
  }

  /** A few images that the model makes unaided. */
  public List<Thumbnail> unaidedMosaic() {
    return thumbnails.unaided().stream().limit(MOSAIC).toList();
  }

  /** A few images of the data set, from all cells. */
  public List<Thumbnail> mosaic() {
    return thumbnails.acrossCells(MOSAIC);
  }

  /** Whether there is a set beside the audited one that stands for the model unaided. */
  public boolean hasUnaided() {
    return report.unaided().isPresent();
  }

  /** Whether there is a reference with the world's shares. */
  public boolean hasNatural() {
    return report.references().stream().anyMatch(each -> each.name().equals(AuditScope.NATURAL));
  }

  /** Whether quality was measured against a reference. */
  public boolean hasQuality() {
    return report
        .audited()
        .finding(FrechetFinding.class)
        .filter(found -> !found.references().isEmpty())
        .isPresent();
  }

  /** Whether something is to be said of copies without a reference to measure quality against. */
  public boolean hasCopiesOnly() {
    return !hasQuality() && report.audited().finding(MemorizationFinding.class).isPresent();
  }

  /** What metrics say of the data set. */
  public List<String> sentences() {
    return report.audited().findings().stream()
        .flatMap(found -> found.sentences().stream())
        .toList();
  }

  /** Shares of the data set's cells. */
  public String balanceChart() {
    return BalanceChart.of(report);
  }

  /** Shares of the cells of the data set and of the one that it completes together. */
  public String unionChart() {
    return BalanceChart.of(report.headline());
  }

  /** Frechet distances. */
  public String qualityChart() {
    return QualityChart.of(report);
  }

  /** Whether pairs of attributes are shown, as there are too many cells to show each. */
  public boolean hasPairs() {
    return !shown.isWhole() && report.space().attributes().size() > 1;
  }

  /** Pairs of attributes. */
  public String pairCharts() {
    return PairCharts.of(report);
  }

  /** Balance within the prompts, where a model was asked for several things. */
  public Optional<PromptRows> prompts() {
    return PromptRows.of(report);
  }

  /** The balance methods side by side. */
  public MethodTable methodTable() {
    return MethodTable.of(report);
  }

  /** What is said of each cell. */
  public List<CellCard> cards() {
    return CellCard.of(report, shown, thumbnails);
  }

  /** The share of each cell's draws that were kept. */
  public String acceptanceChart(GenerationReport made) {
    return AcceptanceChart.of(report.space(), made);
  }

  /** A time in words. */
  public String duration(double seconds) {
    return seconds < 90
        ? Figures.format("%.0f seconds", seconds)
        : seconds < 5400
            ? Figures.format("%.0f minutes", seconds / 60)
            : Figures.format("%.1f hours", seconds / 3600);
  }

  /** The attributes, which points are coloured by. */
  public List<Attribute> attributes() {
    return report.space().attributes();
  }

  /** Which colour a class has. */
  public int colour(int index) {
    return index % LatentChart.COLOURS;
  }

  /** Latents in two dimensions. */
  public String latentChart(FitReport fit) {
    return LatentChart.of(report.space(), fit.points());
  }

  /** P(cell | component). */
  public String associationChart(FitReport fit) {
    return HeatMap.of(
        new CellLabels(report.space()),
        fit.association(),
        "components",
        (cell, component) ->
            "component %d, weight %s: %s is %s"
                .formatted(
                    component,
                    Figures.percent(fit.weights().get(component)),
                    Figures.percent(fit.association().get(cell).get(component)),
                    report.space().cellTitle(cell)));
  }

  /** The log-likelihood after each iteration. */
  public String traceChart(FitReport fit) {
    return TraceChart.of(fit.logLikelihood(), "Mean log-likelihood by iteration");
  }

  /** What the fit took, in a sentence or two. */
  public String cost(List<FitIteration> trace) {
    FitIteration last = trace.get(trace.size() - 1);
    double seconds = trace.stream().mapToDouble(FitIteration::seconds).sum();
    return Figures.format(
        "%d iterations of expectation-maximization took %.1f seconds, %.2f each. In each,"
            + " %s %.1f KB of statistics.",
        trace.size(),
        seconds,
        seconds / trace.size(),
        last.partitions() == 1
            ? "the one partition sends"
            : "every one of %d partitions sends".formatted(last.partitions()),
        last.statisticsBytes() / 1024.0);
  }

  /** The last reference whose truth is known, unless there are too many cells to show. */
  public Optional<ReferenceReport> confused() {
    return report.references().stream()
        .filter(each -> each.labeler().isPresent() || each.auditor().isPresent())
        .reduce((first, second) -> second)
        .filter(each -> report.space().cellCount() <= MOST_CONFUSED_CELLS);
  }

  /** The confusions of the labeler and of the auditor. */
  public List<Chart> confusionCharts(ReferenceReport reference) {
    List<Chart> charts = new ArrayList<>();
    reference.labeler().ifPresent(matrix -> charts.add(confusion("labeler", matrix)));
    reference.auditor().ifPresent(matrix -> charts.add(confusion("auditor", matrix)));
    return charts;
  }

  private Chart confusion(String judge, ConfusionMatrix matrix) {
    List<List<Double>> rows = new ArrayList<>();
    for (int truth = 0; truth < matrix.size(); truth++) {
      List<Double> row = new ArrayList<>();
      for (int label = 0; label < matrix.size(); label++) {
        row.add((double) matrix.count(truth, label) / Math.max(1, matrix.truthCount(truth)));
      }
      rows.add(row);
    }
    return new Chart(
        "The %s: %s right".formatted(judge, Figures.percent(matrix.accuracy())),
        HeatMap.of(
            new CellLabels(report.space()),
            rows,
            "labels",
            (truth, label) ->
                "%s of %s labelled %s"
                    .formatted(
                        Figures.percent(rows.get(truth).get(label)),
                        report.space().cellTitle(truth),
                        report.space().cellTitle(label))));
  }
}
