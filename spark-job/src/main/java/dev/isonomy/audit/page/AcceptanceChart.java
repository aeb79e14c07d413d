package dev.isonomy.audit.page;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.GenerationReport;

/** Acceptance of each cell as a bar from 0 to 1. */
final class AcceptanceChart {
  private static final double PLOT = 300;
  private static final double ROW = 20;
  private static final double TOP = 24;

  private AcceptanceChart() {}

  static String of(AttributeSpace space, GenerationReport made) {
    CellLabels labels = new CellLabels(space);
    double left = labels.width();
    double bottom = TOP + (ROW * space.cellCount());
    StringBuilder svg =
        new StringBuilder(Html.svg(left + PLOT + 50, bottom + 6, "Acceptance of each cell"));
    for (int i = 0; i <= 4; i++) {
      double x = left + (PLOT * i / 4);
      svg.append(Html.line(x, TOP - 4, x, bottom, "grid"));
      svg.append(Html.text(x, TOP - 10, "middle", "tick", 25 * i + "%"));
    }
    svg.append(labels.svg(TOP, ROW, left + PLOT));
    for (int cell = 0; cell < space.cellCount(); cell++) {
      double acceptance = made.acceptance(cell);
      double y = TOP + (ROW * cell);
      svg.append(
          Html.rectangle(
              left,
              y + 6,
              PLOT * acceptance,
              8,
              "after",
              "%s: %,d of %,d draws kept"
                  .formatted(
                      space.cellTitle(cell),
                      made.keptByCell().get(cell),
                      made.drawsByCell().get(cell))));
      svg.append(
          Html.text(
              left + (PLOT * acceptance) + 6, y + 14, "start", "tick", Html.percent(acceptance)));
    }
    return svg.append("</svg>").toString();
  }
}
