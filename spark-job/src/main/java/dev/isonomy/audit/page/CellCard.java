package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.metric.Figures;
import java.util.ArrayList;
import java.util.List;

/**
 * What the page says of a cell.
 *
 * @param title its name
 * @param facts a few words each
 * @param images a few of them
 * @param illustrated whether the page shows images of cells at all
 */
public record CellCard(
    String title, List<String> facts, List<Thumbnail> images, boolean illustrated) {
  /** The cards of the cells that the page shows. */
  static List<CellCard> of(AuditReport report, ShownCells shown, Thumbnails thumbnails) {
    return shown.cells().stream().map(cell -> of(report, cell, thumbnails)).toList();
  }

  private static CellCard of(AuditReport report, int cell, Thumbnails thumbnails) {
    List<String> facts = new ArrayList<>();
    facts.add(Figures.count(report.audited().balance().labelled().counts().get(cell)) + " images");
    report
        .generation()
        .ifPresent(made -> facts.add(Figures.percent(made.acceptance(cell)) + " of draws kept"));
    report.audited().findings().forEach(found -> facts.addAll(found.facts(cell)));
    boolean illustrated = cell < thumbnails.cells().size();
    return new CellCard(
        report.space().cellTitle(cell),
        facts,
        illustrated ? thumbnails.cells().get(cell) : List.of(),
        illustrated);
  }
}
