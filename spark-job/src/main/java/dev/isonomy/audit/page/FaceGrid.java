package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.CellQuality;
import dev.isonomy.audit.LabelReport;
import dev.isonomy.audit.ShownCells;
import java.util.ArrayList;
import java.util.List;

/** A card per cell: its numbers and a few of its images. */
final class FaceGrid {
  private FaceGrid() {}

  static String of(AuditReport report, Pictures pictures) {
    StringBuilder html = new StringBuilder("<div class=\"cards\">");
    LabelReport labels = report.audited().labeler().orElseGet(report.audited()::judged);
    for (int cell : ShownCells.of(report).cells()) {
      html.append("<article class=\"card\"><h3>")
          .append(Html.escape(report.space().cellTitle(cell)))
          .append("</h3><p class=\"facts\">")
          .append(String.join(" <b>·</b> ", facts(report, cell, labels.counts().get(cell))))
          .append("</p>");
      if (cell < pictures.cells().size()) {
        html.append(faces(pictures.cells().get(cell), "faces"));
      }
      html.append("</article>");
    }
    return html.append("</div>").toString();
  }

  /** A row of images that open larger. */
  static String faces(List<Picture> pictures, String style) {
    StringBuilder html = new StringBuilder("<div class=\"").append(style).append("\">");
    for (Picture picture : pictures) {
      String caption = Html.escape(picture.caption());
      html.append("<button type=\"button\" class=\"face\" title=\"")
          .append(caption)
          .append("\"><img loading=\"lazy\" decoding=\"async\" alt=\"")
          .append(caption)
          .append("\" src=\"")
          .append(picture.source())
          .append("\"></button>");
    }
    return html.append("</div>").toString();
  }

  private static List<String> facts(AuditReport report, int cell, long count) {
    List<String> facts = new ArrayList<>();
    facts.add(Html.count(count) + " images");
    report
        .generation()
        .ifPresent(made -> facts.add(Html.percent(made.acceptance(cell)) + " of draws kept"));
    CellQuality quality = report.audited().cells().get(cell);
    quality
        .agreement()
        .ifPresent(share -> facts.add(Html.percent(share) + " confirmed by the auditor"));
    quality
        .coverage()
        .ifPresent(
            coverage ->
                facts.add(
                    Html.format(
                        "coverage %.2f of what it can be (noise %.2f)",
                        coverage.ratio(), coverage.noise())));
    return facts;
  }
}
