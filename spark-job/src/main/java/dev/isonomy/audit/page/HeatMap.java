package dev.isonomy.audit.page;

import dev.isonomy.audit.metric.Figures;
import java.util.List;

/** A matrix of shares: the darker a square, the greater the share. */
final class HeatMap {
  private static final double SIDE = 15;
  private static final double TOP = 22;

  /**
   * Many columns are narrower, so that the matrix fits a page; at this width it scrolls instead.
   */
  private static final double NARROWEST = 3;

  private static final double WIDEST_MATRIX = 660;

  private static final double LEAST_SEEN = 0.005;

  /** A page has megabytes of squares otherwise. */
  private static final int MOST_SQUARES = 20_000;

  private HeatMap() {}

  /** A text for the square in a row and a column. */
  interface Tip {
    String at(int row, int column);
  }

  /**
   * Draws a matrix.
   *
   * @param labels of the rows
   * @param rows values in [0, 1]
   * @param columnTitle written above the columns
   */
  static String of(CellLabels labels, List<List<Double>> rows, String columnTitle, Tip tip) {
    int columns = rows.get(0).size();
    double left = labels.width() + 4;
    double side = Math.max(NARROWEST, Math.min(SIDE, WIDEST_MATRIX / columns));
    double width = left + (columns * side) + 2;
    double height = TOP + (rows.size() * SIDE) + 4;
    StringBuilder svg = new StringBuilder(Html.svg(width, height, columnTitle));
    svg.append(Html.text(left, TOP - 8, "start", "tick", columnTitle));
    svg.append(labels.svg(TOP, SIDE, left));
    double least = leastShown(rows);
    for (int row = 0; row < rows.size(); row++) {
      svg.append(
          Figures.format(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"heat\""
                  + " fill-opacity=\"0.03\"/>",
              left, TOP + (row * SIDE), columns * side, SIDE - 1));
      for (int column = 0; column < columns; column++) {
        double value = rows.get(row).get(column);
        if (value < least) {
          continue;
        }
        svg.append(
            Figures.format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"heat\""
                    + " fill-opacity=\"%.3f\"><title>%s</title></rect>",
                left + (column * side),
                TOP + (row * SIDE),
                side - Math.min(1, side / 8),
                SIDE - 1,
                0.06 + (0.94 * Math.sqrt(value)),
                Html.escape(tip.at(row, column))));
      }
    }
    return svg.append("</svg>").toString();
  }

  /** Squares below it would hardly be seen, or there are too many of them. */
  private static double leastShown(List<List<Double>> rows) {
    double[] seen =
        rows.stream()
            .flatMap(List::stream)
            .mapToDouble(value -> value)
            .filter(value -> value >= LEAST_SEEN)
            .sorted()
            .toArray();
    return seen.length <= MOST_SQUARES ? LEAST_SEEN : seen[seen.length - MOST_SQUARES];
  }
}
