package dev.isonomy.audit.page;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.metric.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Acceptance of each cell as a bar from 0 to 1. */
final class AcceptanceChart {
  private static final double PLOT = 300;
  private static final double ROW = 20;
  private static final double TOP = 24;

  private AcceptanceChart() {}

  /** All cells, or those with the lowest acceptances where there are too many. */
  private static List<Integer> shown(AttributeSpace space, GenerationReport made) {
    Stream<Integer> cells = IntStream.range(0, space.cellCount()).boxed();
    return space.cellCount() <= ShownCells.MOST
        ? cells.toList()
        : cells
            .sorted(Comparator.comparingDouble(made::acceptance))
            .limit(ShownCells.CHOSEN)
            .toList();
  }

  static String of(AttributeSpace space, GenerationReport made) {
    List<Integer> shown = shown(space, made);
    CellLabels labels = new CellLabels(space, shown);
    double left = labels.width();
    double bottom = TOP + (ROW * shown.size());
    StringBuilder svg =
        new StringBuilder(Html.svg(left + PLOT + 50, bottom + 6, "Acceptance of each cell"));
    for (int i = 0; i <= 4; i++) {
      double x = left + (PLOT * i / 4);
      svg.append(Html.line(x, TOP - 4, x, bottom, "grid"));
      svg.append(Html.text(x, TOP - 10, "middle", "tick", 25 * i + "%"));
    }
    svg.append(labels.svg(TOP, ROW, left + PLOT));
    for (int row = 0; row < shown.size(); row++) {
      int cell = shown.get(row);
      double acceptance = made.acceptance(cell);
      double y = TOP + (ROW * row);
      svg.append(
          Html.rectangle(
              left,
              y + 6,
              PLOT * acceptance,
              8,
              "after",
              String.format(
                  Locale.ROOT,
                  "%s: %,d of %,d draws kept",
                  space.cellTitle(cell),
                  made.keptByCell().get(cell),
                  made.drawsByCell().get(cell))));
      svg.append(
          Html.text(
              left + (PLOT * acceptance) + 6,
              y + 14,
              "start",
              "tick",
              Figures.percent(acceptance)));
    }
    return svg.append("</svg>").toString();
  }
}
