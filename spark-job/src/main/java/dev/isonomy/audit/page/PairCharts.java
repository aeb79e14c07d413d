package dev.isonomy.audit.page;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.metric.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What becomes of many cells when two attributes are looked at a time: the share of each pair of
 * classes in units of its target.
 */
final class PairCharts {
  private static final double SIDE = 26;
  private static final double CHARACTER = 6.9;
  private static final double TOP = 18;
  private static final double GAP = 10;

  /** Pairs of attributes that are drawn, those farthest from their targets. */
  private static final int MOST_PAIRS = 6;

  /** Ratios are told from 1 by colour up to this one, or its inverse. */
  private static final double GREATEST_RATIO = 2;

  /** Names of columns are turned, as they are wider than squares. */
  private static final double TURNED = 5.2;

  private final AttributeSpace space;
  private final double[] shares;
  private final double[] targets;

  private record Pair(int rows, int columns, double[][] share, double[][] target) {
    double farthest() {
      double most = 0;
      for (int i = 0; i < share.length; i++) {
        for (int j = 0; j < share[i].length; j++) {
          most = Math.max(most, Math.abs(share[i][j] - target[i][j]));
        }
      }
      return most;
    }
  }

  private PairCharts(AuditReport report) {
    space = report.space();
    shares = report.audited().judged().raw().shares().stream().mapToDouble(s -> s).toArray();
    targets = report.target().shares();
  }

  /** A chart per pair of attributes, empty where there is one attribute only. */
  static String of(AuditReport report) {
    PairCharts charts = new PairCharts(report);
    List<Pair> pairs = charts.pairs();
    StringBuilder html = new StringBuilder("<div class=\"flow\">");
    for (Pair pair : pairs) {
      html.append("<figure class=\"chart\"><figcaption>")
          .append(Html.escape(charts.attribute(pair.rows()).name()))
          .append(" × ")
          .append(Html.escape(charts.attribute(pair.columns()).name()))
          .append("</figcaption><div class=\"scroll\">")
          .append(charts.svg(pair))
          .append("</div></figure>");
    }
    return html.append("</div>").toString();
  }

  private Attribute attribute(int a) {
    return space.attributes().get(a);
  }

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < space.attributes().size(); a++) {
      for (int b = a + 1; b < space.attributes().size(); b++) {
        pairs.add(new Pair(a, b, table(a, b, shares), table(a, b, targets)));
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::farthest).reversed());
    return pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()));
  }

  private double[][] table(int a, int b, double[] of) {
    double[][] table = new double[attribute(a).classes().size()][attribute(b).classes().size()];
    for (int cell = 0; cell < of.length; cell++) {
      int[] classes = space.classesOf(cell);
      table[classes[a]][classes[b]] += of[cell];
    }
    return table;
  }

  private static double longest(Attribute attribute) {
    return attribute.classes().stream().mapToInt(String::length).max().orElse(0);
  }

  private String svg(Pair pair) {
    Attribute rows = attribute(pair.rows());
    Attribute columns = attribute(pair.columns());
    double left = (CHARACTER * longest(rows)) + GAP;
    double top = TOP + (TURNED * longest(columns));
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.svg(
            left + (SIDE * columns.classes().size()) + (TURNED * longest(columns)) + 4,
            top + (SIDE * rows.classes().size()) + 4,
            "Shares of %s and %s against their targets".formatted(rows.name(), columns.name())));
    for (int j = 0; j < columns.classes().size(); j++) {
      double x = left + (SIDE * (j + 0.5));
      svg.append(
          Figures.format(
              "<text x=\"%.1f\" y=\"%.1f\" class=\"tick\" transform=\"rotate(-45 %.1f %.1f)\">%s</text>",
              x, top - 6, x, top - 6, Html.escape(columns.classes().get(j))));
    }
    for (int i = 0; i < rows.classes().size(); i++) {
      double y = top + (SIDE * i);
      svg.append(Html.text(left - GAP + 4, y + 17, "end", "label", rows.classes().get(i)));
      for (int j = 0; j < columns.classes().size(); j++) {
        square(svg, pair, i, j, left + (SIDE * j), y);
      }
    }
    return svg.append("</svg>").toString();
  }

  private void square(StringBuilder svg, Pair pair, int i, int j, double x, double y) {
    double share = pair.share()[i][j];
    double target = pair.target()[i][j];
    String tip =
        "%s, %s: %s, target %s"
            .formatted(
                attribute(pair.rows()).classes().get(i),
                attribute(pair.columns()).classes().get(j),
                Figures.percent(share),
                Figures.percent(target));
    double ratio = target > 0 ? share / target : share > 0 ? GREATEST_RATIO : 1;
    double strength =
        Math.min(1, Math.abs(Math.log(Math.max(1e-9, ratio)) / Math.log(GREATEST_RATIO)));
    svg.append(
        Figures.format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\""
                + " fill-opacity=\"%.2f\"><title>%s</title></rect>",
            x,
            y,
            SIDE - 1.5,
            SIDE - 1.5,
            ratio < 1 ? "less" : "more",
            0.06 + (0.94 * strength),
            Html.escape(tip)));
  }
}
