package dev.isonomy.audit.page;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.FitReport;
import java.util.List;

/** Latents in two dimensions, coloured by the classes of one attribute at a time. */
final class LatentChart {
  private static final double SIDE = 380;
  private static final double MARGIN = 10;

  private LatentChart() {}

  static String of(AttributeSpace space, List<FitReport.Point> points) {
    double left = points.stream().mapToDouble(FitReport.Point::x).min().orElse(0);
    double right = points.stream().mapToDouble(FitReport.Point::x).max().orElse(1);
    double low = points.stream().mapToDouble(FitReport.Point::y).min().orElse(0);
    double high = points.stream().mapToDouble(FitReport.Point::y).max().orElse(1);
    double scale = (SIDE - (2 * MARGIN)) / Math.max(1e-12, Math.max(right - left, high - low));
    double height = (2 * MARGIN) + (scale * (high - low));
    double width = (2 * MARGIN) + (scale * (right - left));
    StringBuilder html = new StringBuilder("<div class=\"latents by-0\">");
    buttons(html, space);
    html.append(Html.svg(width, height, "Latents projected to two dimensions"));
    for (FitReport.Point point : points) {
      html.append(
          Html.format(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" class=\"dot%s\">%s</circle>",
              MARGIN + (scale * (point.x() - left)),
              MARGIN + (scale * (high - point.y())),
              styles(space, point.cell()),
              point.cell() < 0
                  ? ""
                  : "<title>" + Html.escape(space.cellTitle(point.cell())) + "</title>"));
    }
    return html.append("</svg></div>").toString();
  }

  private static String styles(AttributeSpace space, int cell) {
    StringBuilder styles = new StringBuilder();
    if (cell >= 0) {
      int[] classes = space.classesOf(cell);
      for (int a = 0; a < classes.length; a++) {
        styles.append(Html.format(" a%d-%d", a, classes[a] % 8));
      }
    }
    return styles.toString();
  }

  private static void buttons(StringBuilder html, AttributeSpace space) {
    html.append("<div class=\"choices\" role=\"group\" aria-label=\"Colour by\">");
    for (int a = 0; a < space.attributes().size(); a++) {
      html.append(
          Html.format(
              "<button type=\"button\" data-by=\"%d\" aria-pressed=\"%s\">%s</button>",
              a, a == 0 ? "true" : "false", Html.escape(space.attributes().get(a).name())));
    }
    html.append("</div>");
    for (int a = 0; a < space.attributes().size(); a++) {
      html.append(Html.format("<p class=\"legend of-%d\">", a));
      List<String> classes = space.attributes().get(a).classes();
      for (int j = 0; j < classes.size(); j++) {
        html.append(
            Html.format(
                "<span><i class=\"swatch s%d\"></i>%s</span> ",
                j % 8, Html.escape(classes.get(j))));
      }
      html.append("</p>");
    }
  }
}
