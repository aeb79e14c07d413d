package dev.isonomy.audit.page;

import dev.isonomy.audit.metric.Figures;
import java.util.List;

/** A value after each iteration. */
final class TraceChart {
  private static final double LEFT = 58;
  private static final double WIDTH = 300;
  private static final double HEIGHT = 150;
  private static final double TOP = 12;

  private TraceChart() {}

  static String of(List<Double> values, String description) {
    double least = values.stream().mapToDouble(v -> v).min().orElse(0);
    double most = values.stream().mapToDouble(v -> v).max().orElse(1);
    double span = Math.max(1e-12, most - least);
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      double x = LEFT + (WIDTH * i / Math.max(1, values.size() - 1));
      double y = TOP + (HEIGHT * (1 - ((values.get(i) - least) / span)));
      points.append(Figures.format("%.1f,%.1f ", x, y));
    }
    return Html.svg(LEFT + WIDTH + 12, TOP + HEIGHT + 30, description)
        + Html.line(LEFT, TOP, LEFT + WIDTH, TOP, "grid")
        + Html.line(LEFT, TOP + HEIGHT, LEFT + WIDTH, TOP + HEIGHT, "grid")
        + Html.text(LEFT - 8, TOP + 4, "end", "tick", tick(most, span))
        + Html.text(LEFT - 8, TOP + HEIGHT + 4, "end", "tick", tick(least, span))
        + "<polyline class=\"trace\" points=\""
        + points.toString().trim()
        + "\"/>"
        + Html.text(LEFT, TOP + HEIGHT + 20, "start", "tick", "iteration 1")
        + Html.text(LEFT + WIDTH, TOP + HEIGHT + 20, "end", "tick", String.valueOf(values.size()))
        + "</svg>";
  }

  /** With as many decimals as it takes to tell the ends apart. */
  private static String tick(double value, double span) {
    int decimals = Math.max(span < 10 ? 2 : 0, Math.min(6, (int) Math.ceil(1 - Math.log10(span))));
    return Figures.format("%." + decimals + "f", value);
  }
}
