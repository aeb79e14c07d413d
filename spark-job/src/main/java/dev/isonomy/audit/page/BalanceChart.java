package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.measure.LabelReport;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.Interval;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Shares of the cells before and after, with the target and the noise of a balanced set. */
final class BalanceChart {
  private static final double PLOT = 380;
  private static final double ROW = 24;
  private static final double TOP = 26;
  private static final double RIGHT = 46;

  private final AuditReport report;
  private final List<Integer> shown;
  private final CellLabels labels;
  private final double left;
  private final double scale;
  private final BootstrappedBalance after;
  private final Optional<BootstrappedBalance> before;
  private final List<Double> natural;

  private BalanceChart(AuditReport report) {
    this.report = report;
    shown = ShownCells.of(report).cells();
    labels = new CellLabels(report.space(), shown);
    left = labels.width();
    after = report.audited().judged().raw();
    before = report.unaided().map(MethodReport::judged).map(LabelReport::raw);
    natural =
        report.references().stream()
            .filter(reference -> reference.name().equals(AuditScope.NATURAL))
            .map(reference -> reference.shares())
            .findFirst()
            .orElse(List.of());
    double most =
        DoubleStream.of(
                greatest(after),
                before.map(BalanceChart::greatest).orElse(0.0),
                report.target().shares()[0] * 1.5)
            .max()
            .orElse(1);
    scale = PLOT / Math.min(1, most);
  }

  /** The right end of the longest bar or whisker. */
  private static double greatest(BootstrappedBalance shares) {
    return Math.max(
        shares.balance().greatestShare(),
        shares.cells().stream().mapToDouble(Interval::upper).max().orElse(0));
  }

  static String of(AuditReport report) {
    return new BalanceChart(report).svg();
  }

  private String svg() {
    int cells = shown.size();
    double height = TOP + (cells * ROW) + 8;
    double bottom = TOP + (cells * ROW);
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.svg(
            left + PLOT + RIGHT,
            height,
            "Share of each cell, before and after, with the target and its noise floor"));
    axis(svg, bottom);
    for (int row = 0; row < cells; row++) {
      double y = TOP + (row * ROW);
      double target = report.target().share(shown.get(row));
      double noise = Interval.Z_95 * Math.sqrt(target * (1 - target) / report.audited().images());
      svg.append(
          Html.rectangle(
              x(Math.max(0, target - noise)),
              y,
              scale * Math.min(2 * noise, target + noise),
              ROW,
              "floor",
              ""));
    }
    svg.append(labels.svg(TOP, ROW, left + PLOT));
    for (int row = 0; row < cells; row++) {
      row(svg, shown.get(row), TOP + (row * ROW));
    }
    return svg.append("</svg>").toString();
  }

  private void row(StringBuilder svg, int cell, double y) {
    String name = report.space().cellTitle(cell);
    before.ifPresent(
        prior -> bar(svg, "before", report.baseline().label(), name, y + 4, prior, cell));
    bar(svg, "after", "this data set", name, before.isPresent() ? y + 13 : y + 8, after, cell);
    double x = x(report.target().share(cell));
    svg.append(Html.line(x, y, x, y + ROW, "target"));
    if (!natural.isEmpty()) {
      svg.append(
          Figures.format(
              "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"3\" class=\"natural\"><title>%s: %s of the"
                  + " natural reference</title></circle>",
              x(natural.get(cell)),
              y + (ROW / 2),
              Html.escape(name),
              Figures.percent(natural.get(cell))));
    }
  }

  private void bar(
      StringBuilder svg,
      String style,
      String who,
      String name,
      double y,
      BootstrappedBalance shares,
      int cell) {
    double share = shares.shares().get(cell);
    Optional<Interval> interval =
        shares.cells().isEmpty() ? Optional.empty() : Optional.of(shares.cells().get(cell));
    String tip =
        "%s, %s: %s%s"
            .formatted(
                name,
                who,
                Figures.percent(share),
                interval.map(BalanceChart::range).orElse(" (" + shares.noInterval() + ")"));
    svg.append(Html.rectangle(left, y, Math.max(1, scale * share), 7, style, tip));
    interval.ifPresent(
        ends ->
            svg.append(
                Html.line(x(ends.lower()), y + 3.5, x(ends.upper()), y + 3.5, "whisker " + style)));
  }

  private static String range(Interval interval) {
    return " (95%% interval %s to %s)"
        .formatted(Figures.percent(interval.lower()), Figures.percent(interval.upper()));
  }

  private void axis(StringBuilder svg, double bottom) {
    double step = tick(PLOT / scale);
    for (double share = 0; share * scale <= PLOT + 1; share += step) {
      svg.append(Html.line(x(share), TOP - 4, x(share), bottom, "grid"));
      svg.append(Html.text(x(share), TOP - 10, "middle", "tick", Figures.plain(100 * share) + "%"));
    }
  }

  private double x(double share) {
    return left + (scale * share);
  }

  /** A round distance between ticks for about five of them. */
  private static double tick(double range) {
    for (double step :
        new double[] {0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2}) {
      if (range / step <= 6) {
        return step;
      }
    }
    return 0.25;
  }
}
