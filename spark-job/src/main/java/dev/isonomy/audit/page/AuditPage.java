package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.LabelReport;
import dev.isonomy.audit.Memorization;
import dev.isonomy.audit.Notes;
import dev.isonomy.audit.ReferenceReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.UnionReport;
import dev.isonomy.audit.Verdict;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.mixture.FitIteration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report for people: {@code audit.html}. */
public final class AuditPage {
  private static final int MOSAIC = 40;
  private static final int MOST_CONFUSED_CELLS = 40;

  /** In text they take a third more, and some are shown twice: under 16 MB of a page. */
  private static final long MOST_PICTURE_BYTES = 9_000_000;

  private final AuditReport report;
  private final Pictures pictures;
  private final Verdict verdict;
  private final ShownCells shown;
  private final StringBuilder html = new StringBuilder();

  private AuditPage(AuditReport report, Pictures pictures) {
    this.report = report;
    this.pictures = pictures.within(MOST_PICTURE_BYTES);
    this.shown = ShownCells.of(report);
    this.verdict = Verdict.of(report);
  }

  /**
   * Writes the page.
   *
   * @param report what the audit found
   * @param pictures shown per cell, embedded
   * @return an HTML document that loads nothing
   */
  public static String render(AuditReport report, Pictures pictures) {
    return new AuditPage(report, pictures).document();
  }

  private String document() {
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append("<meta name=\"color-scheme\" content=\"light dark\">")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">")
        .append("<title>Audit: ")
        .append(Html.escape(verdict.headline()))
        .append("</title><style>")
        .append(Html.resource("page.css"))
        .append("</style></head><body><main>");
    header();
    report.union().ifPresent(this::union);
    firstCharts();
    pairs();
    methods();
    cells();
    report.generation().ifPresent(this::generation);
    report.fit().ifPresent(this::fit);
    labels();
    provenance();
    html.append("</main><dialog id=\"viewer\" aria-label=\"Image\"><button type=\"button\"")
        .append(" class=\"close\" aria-label=\"Close\">×</button><img alt=\"\"><p></p></dialog>")
        .append("<script>")
        .append(Html.resource("page.js"))
        .append("</script></body></html>\n");
    return html.toString();
  }

  private void header() {
    html.append("<header><div class=\"words\"><p class=\"eyebrow\">Isonomy audit</p><h1>")
        .append("<span class=\"")
        .append(verdict.balanced() ? "good" : "warn")
        .append("\">")
        .append(Html.escape(verdict.headline()))
        .append(".</span> ")
        .append(contents())
        .append("</h1><p class=\"verdict\">")
        .append(Html.escape(verdict.text()))
        .append("</p>")
        .append(notes())
        .append(AttributeBars.of(report.headline()))
        .append("</div>");
    if (!pictures.isEmpty()) {
      html.append("<div class=\"mosaics\">");
      if (!pictures.unaided().isEmpty()) {
        mosaic("before", report.baseline().title(), pictures.unaided());
      }
      mosaic("after", "this data set", pictures.acrossCells(MOSAIC));
      html.append("</div>");
    }
    html.append("</header>").append(KeyFigures.of(report));
  }

  private String notes() {
    StringBuilder notes = new StringBuilder();
    for (String note : Notes.of(report)) {
      notes.append("<p class=\"aside\">").append(Html.escape(note)).append("</p>");
    }
    return notes.toString();
  }

  private void mosaic(String style, String title, List<Picture> shown) {
    html.append("<figure><figcaption><i class=\"swatch ")
        .append(style)
        .append("\"></i>")
        .append(title)
        .append("</figcaption>")
        .append(FaceGrid.faces(shown.subList(0, Math.min(MOSAIC, shown.size())), "mosaic"))
        .append("</figure>");
  }

  /** Such as "1,800 images, 100 in each of 18 cells." */
  private String contents() {
    List<Long> counts =
        report
            .audited()
            .labeler()
            .map(LabelReport::counts)
            .orElse(report.audited().judged().counts());
    boolean equal = counts.stream().distinct().count() == 1;
    return equal
        ? Html.format(
            "%s images, %s in each of %d cells.",
            Html.count(report.audited().images()), Html.count(counts.get(0)), counts.size())
        : Html.format(
            "%s images in %d cells.", Html.count(report.audited().images()), counts.size());
  }

  /** The chart that the verdict is on, where the set completes another one. */
  private void union(UnionReport union) {
    section("union", "Balance together with the existing images");
    html.append("<p class=\"legend\"><span><i class=\"swatch after\"></i>")
        .append(
            Html.format(
                "%s existing images, as they are labelled, and %s new ones</span> ",
                Html.count(union.existing().images()), Html.count(report.audited().images())))
        .append(
            "<span><i class=\"swatch floor\"></i>where 95% of a balanced set’s shares lie</span>")
        .append("</p><div class=\"scroll\">")
        .append(BalanceChart.of(report.headline()))
        .append("</div><p class=\"aside\">")
        .append(
            Html.format(
                "FD from the target: %s before, %s together. What follows is on the new images alone,"
                    + " against the shares that were planned for them.",
                Html.decimal(union.existing().judged().raw().balance().fd()),
                Html.decimal(union.together().judged().raw().balance().fd())))
        .append("</p></section>");
  }

  private void firstCharts() {
    boolean quality = !report.audited().quality().isEmpty();
    html.append(quality ? "<div class=\"pair\">" : "<div>");
    section(
        "balance",
        shown.isWhole()
            ? "Balance, before and after"
            : Html.format(
                "Balance of the %d cells farthest from their targets, of %s",
                shown.cells().size(), Html.count(shown.all())));
    html.append("<p class=\"legend\">");
    if (report.unaided().isPresent()) {
      html.append("<span><i class=\"swatch before\"></i>")
          .append(report.baseline().label())
          .append("</span> ");
    }
    html.append("<span><i class=\"swatch after\"></i>this data set</span> ")
        .append(
            "<span><i class=\"swatch floor\"></i>where 95% of a balanced set’s shares lie</span>");
    if (report.references().stream().anyMatch(r -> r.name().equals("natural"))) {
      html.append(" <span><i class=\"ring\"></i>natural reference</span>");
    }
    html.append("</p><div class=\"scroll\">")
        .append(BalanceChart.of(report))
        .append("</div></section>");
    if (quality) {
      section("quality", "Quality, before and after");
      html.append("<p class=\"legend\">Fréchet distance of image features, corrected for the")
          .append(
              " number of images, with 95% intervals. Lower is better; in the shaded band a set of"
                  + " this size cannot be told from the reference.</p>")
          .append("<div class=\"scroll\">")
          .append(QualityChart.of(report))
          .append("</div>");
      copies();
      html.append("</section>");
    }
    html.append("</div>");
  }

  private void copies() {
    List<String> lines = new ArrayList<>();
    report
        .audited()
        .nearDuplicates()
        .ifPresent(
            found ->
                lines.add(
                    found.clusters() == 0
                        ? "No near-duplicates: no two images are closer than half of what the"
                            + " closest 1% of the reference’s are."
                        : Html.format(
                            "Near-duplicates: %s groups with %s images; the largest has %s.",
                            Html.count(found.clusters()),
                            Html.count(found.rows()),
                            Html.count(found.largestCluster()))));
    report
        .audited()
        .quality()
        .forEach(
            (name, quality) -> {
              if (quality.copies() > 0) {
                lines.add(
                    Html.format(
                        "Copies: %s images are as close to one of the %s reference as near"
                            + " duplicates are to each other.",
                        Html.count(quality.copies()), Html.escape(name)));
              }
            });
    report.audited().memorization().ifPresent(found -> lines.add(memorization(found)));
    report
        .audited()
        .agreement()
        .ifPresent(
            share ->
                lines.add(
                    "Labeler and auditor give "
                        + Html.percent(share)
                        + " of the images the same cell."));
    for (String line : lines) {
      html.append("<p class=\"aside\">").append(line).append("</p>");
    }
  }

  private static String memorization(Memorization found) {
    String shares =
        Html.format(
            "%s of the images (%s to %s)",
            Html.percent(found.share()),
            Html.percent(found.interval().lower()),
            Html.percent(found.interval().upper()));
    String seen =
        found.seen() == 0
            ? ""
            : Html.format(
                " %s of %s reference images are training images themselves and were left out.",
                Html.count(found.seen()), Html.count(found.seen() + found.unseen()));
    return found.exactOnly()
        ? "Memorization: "
            + shares
            + " are copies of training images. Near copies were not looked for: too few reference"
            + " images are unseen."
            + seen
        : "Memorization: "
            + shares
            + " are as close to a training image as the closest 1.0% of unseen real ones; "
            + Html.count(found.exactCopies())
            + " are copies."
            + seen;
  }

  private void methods() {
    if (report.methods().size() < 2) {
      return;
    }
    section("methods", "The balance methods side by side");
    html.append(MethodTable.of(report))
        .append("<p class=\"aside\"><span class=\"good\">●</span> below the noise floor: what 95%")
        .append(" of perfectly balanced sets of this size stay under. “Corrected” takes the")
        .append(" auditor’s own errors back by its confusion matrix. Intervals appear on")
        .append(" hover. Fréchet distances have the bias of their sets’ sizes taken out.")
        .append("</p></section>");
  }

  /** Every cell is behind these squares, two attributes at a time. */
  private void pairs() {
    if (shown.isWhole() || report.space().attributes().size() < 2) {
      return;
    }
    section("pairs", "Two attributes at a time");
    html.append(
            "<p class=\"legend\"><span><i class=\"swatch before\"></i>less than its target</span>")
        .append(" <span><i class=\"swatch after\"></i>more</span> Full colour is half or double; a")
        .append(" pale square has its share. Shares appear on hover.</p>")
        .append(PairCharts.of(report))
        .append("</section>");
  }

  private void cells() {
    if (shown.isWhole()) {
      section("cells", "Every cell");
    } else {
      section(
          "cells", Html.format("The %d cells farthest from their targets", shown.cells().size()));
      html.append("<p class=\"legend\">All ")
          .append(Html.count(shown.all()))
          .append(" cells, with their counts, shares and quality, are in audit.json.</p>");
    }
    html.append(FaceGrid.of(report, pictures)).append("</section>");
  }

  private void generation(GenerationReport made) {
    section("generation", "Generation");
    html.append("<p class=\"legend\">")
        .append(
            Html.format(
                "%s draws for %s images in %s; %s images per second. Share of the draws kept, by"
                    + " cell%s:",
                Html.count(made.draws()),
                Html.count(made.images()),
                duration(made.seconds()),
                Html.short3(made.imagesPerSecond()),
                shown.isWhole() ? "" : Html.format(" for the %d lowest", shown.cells().size())))
        .append("</p><div class=\"scroll\">")
        .append(AcceptanceChart.of(report.space(), made))
        .append("</div></section>");
  }

  private static String duration(double seconds) {
    return seconds < 90
        ? Html.format("%.0f seconds", seconds)
        : seconds < 5400
            ? Html.format("%.0f minutes", seconds / 60)
            : Html.format("%.1f hours", seconds / 3600);
  }

  private void fit(FitReport fit) {
    section("fit", "The mixture");
    html.append("<p class=\"legend\">")
        .append(
            Html.format(
                "%d components with %s covariance in %d dimensions. Averaged over its images,"
                    + " %s of a component belong to its most likely cell.",
                fit.componentCount(),
                Html.escape(fit.covariance()),
                fit.dimension(),
                Html.percent(fit.purity())))
        .append("</p><div class=\"flow\">");
    if (!fit.points().isEmpty()) {
      chart("Latents in two dimensions", LatentChart.of(report.space(), fit.points()));
    }
    if (!fit.association().isEmpty()) {
      chart(
          "P(cell | component)",
          HeatMap.of(
              new CellLabels(report.space()),
              fit.association(),
              "components",
              (cell, component) ->
                  "component %d, weight %s: %s is %s"
                      .formatted(
                          component,
                          Html.percent(fit.weights().get(component)),
                          Html.percent(fit.association().get(cell).get(component)),
                          report.space().cellTitle(cell))));
    }
    if (fit.trace().size() > 1) {
      chart(
          "Mean log-likelihood per image",
          TraceChart.of(fit.logLikelihood(), "Mean log-likelihood by iteration"));
    }
    html.append("</div>");
    if (!fit.trace().isEmpty()) {
      cost(fit.trace());
    }
    html.append("</section>");
  }

  private void cost(List<FitIteration> trace) {
    FitIteration last = trace.get(trace.size() - 1);
    html.append("<p class=\"legend\">")
        .append(
            Html.format(
                "%d iterations of expectation-maximization took %.1f seconds, %.2f each. In each,"
                    + " %s %.1f KB of statistics.",
                trace.size(),
                trace.stream().mapToDouble(FitIteration::seconds).sum(),
                trace.stream().mapToDouble(FitIteration::seconds).average().orElse(0),
                last.partitions() == 1
                    ? "the one partition sends"
                    : Html.format("every one of %d partitions sends", last.partitions()),
                last.statisticsBytes() / 1024.0))
        .append("</p>");
  }

  private void labels() {
    Optional<ReferenceReport> known =
        report.references().stream()
            .filter(r -> r.labeler().isPresent() || r.auditor().isPresent())
            .reduce((first, second) -> second);
    if (known.isEmpty() || report.space().cellCount() > MOST_CONFUSED_CELLS) {
      return;
    }
    section("labels", "How far to trust the labels");
    html.append("<p class=\"legend\">Labels of the ")
        .append(Html.escape(known.get().name()))
        .append(" reference, whose truth is known: rows are true cells, columns are labels in the")
        .append(" same order. A clean diagonal is a labeler that errs little.</p>")
        .append("<div class=\"flow\">");
    known.get().labeler().ifPresent(matrix -> confusion("labeler", matrix));
    known.get().auditor().ifPresent(matrix -> confusion("auditor", matrix));
    html.append("</div></section>");
  }

  private void confusion(String name, ConfusionMatrix matrix) {
    List<List<Double>> rows = new ArrayList<>();
    for (int truth = 0; truth < matrix.size(); truth++) {
      List<Double> row = new ArrayList<>();
      for (int label = 0; label < matrix.size(); label++) {
        row.add((double) matrix.count(truth, label) / Math.max(1, matrix.truthCount(truth)));
      }
      rows.add(row);
    }
    chart(
        Html.format("The %s: %s right", name, Html.percent(matrix.accuracy())),
        HeatMap.of(
            new CellLabels(report.space()),
            rows,
            "labels",
            (truth, label) ->
                "%s of %s labelled %s"
                    .formatted(
                        Html.percent(rows.get(truth).get(label)),
                        report.space().cellTitle(truth),
                        report.space().cellTitle(label))));
  }

  private void chart(String title, String content) {
    html.append("<figure class=\"chart\"><figcaption>")
        .append(Html.escape(title))
        .append("</figcaption><div class=\"scroll\">")
        .append(content)
        .append("</div></figure>");
  }

  private void provenance() {
    if (report.provenance().isEmpty()) {
      return;
    }
    section("provenance", "Provenance");
    html.append("<dl class=\"provenance\">");
    report
        .provenance()
        .forEach(
            (name, value) ->
                html.append("<dt>")
                    .append(Html.escape(name))
                    .append("</dt><dd>")
                    .append(Html.escape(value))
                    .append("</dd>"));
    html.append("</dl></section>");
  }

  private void section(String id, String title) {
    html.append("<section id=\"")
        .append(id)
        .append("\"><h2>")
        .append(Html.escape(title))
        .append("</h2>");
  }
}
