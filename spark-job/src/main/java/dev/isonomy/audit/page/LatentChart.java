package dev.isonomy.audit.page;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.metric.Figures;
import java.util.List;

/** Latents in two dimensions, coloured by the classes of one attribute at a time. */
final class LatentChart {
  private static final double SIDE = 380;
  private static final double MARGIN = 10;

  /** Colours of classes; more classes share them. */
  static final int COLOURS = 8;

  private LatentChart() {}

  static String of(AttributeSpace space, List<FitReport.Point> points) {
    double left = points.stream().mapToDouble(FitReport.Point::x).min().orElse(0);
    double right = points.stream().mapToDouble(FitReport.Point::x).max().orElse(1);
    double low = points.stream().mapToDouble(FitReport.Point::y).min().orElse(0);
    double high = points.stream().mapToDouble(FitReport.Point::y).max().orElse(1);
    double scale = (SIDE - (2 * MARGIN)) / Math.max(1e-12, Math.max(right - left, high - low));
    double height = (2 * MARGIN) + (scale * (high - low));
    double width = (2 * MARGIN) + (scale * (right - left));
    StringBuilder svg =
        new StringBuilder(Html.svg(width, height, "Latents projected to two dimensions"));
    for (FitReport.Point point : points) {
      svg.append(
          Figures.format(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" class=\"dot%s\">%s</circle>",
              MARGIN + (scale * (point.x() - left)),
              MARGIN + (scale * (high - point.y())),
              styles(space, point.cell()),
              point.cell() < 0
                  ? ""
                  : "<title>" + Html.escape(space.cellTitle(point.cell())) + "</title>"));
    }
    return svg.append("</svg>").toString();
  }

  private static String styles(AttributeSpace space, int cell) {
    StringBuilder styles = new StringBuilder();
    if (cell >= 0) {
      int[] classes = space.classesOf(cell);
      for (int a = 0; a < classes.length; a++) {
        styles.append(Figures.format(" a%d-%d", a, classes[a] % COLOURS));
      }
    }
    return styles.toString();
  }
}
