package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.ReferenceReport;
import dev.isonomy.audit.measure.FrechetFinding;
import dev.isonomy.audit.measure.FrechetFinding.ToReference;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.metric.Interval;
import java.util.List;

/** Frechet distances of all methods to each reference, with their intervals. */
final class QualityChart {
  private static final double LEFT = 158;
  private static final double PLOT = 236;
  private static final double RIGHT = 20;
  private static final double ROW = 24;
  private static final double GROUP = 40;

  private final AuditReport report;
  private final List<String> references;
  private final double scale;

  private QualityChart(AuditReport report) {
    this.report = report;
    references =
        report.references().stream()
            .map(ReferenceReport::name)
            .filter(name -> report.audited().frechet(name).isPresent())
            .toList();
    double most =
        report.methods().stream()
            .flatMap(method -> method.finding(FrechetFinding.class).stream())
            .flatMap(found -> found.references().values().stream())
            .mapToDouble(to -> Math.max(interval(to).upper(), shown(to)))
            .max()
            .orElse(1);
    scale = PLOT / Math.max(1e-9, most * 1.04);
  }

  static String of(AuditReport report) {
    return new QualityChart(report).svg();
  }

  private static double shown(ToReference to) {
    return to.distance().shown();
  }

  /** The visible part of the interval; a point where there is none. */
  private static Interval interval(ToReference to) {
    return to.distance()
        .corrected()
        .map(each -> each.interval())
        .map(each -> new Interval(Math.max(0, each.lower()), each.upper()))
        .orElse(new Interval(shown(to), shown(to)));
  }

  private String svg() {
    double height = references.size() * (GROUP + (report.methods().size() * ROW)) + 30;
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.svg(LEFT + PLOT + RIGHT, height, "Frechet distance of each method to the references"));
    double y = 0;
    for (String reference : references) {
      svg.append(
          Html.text(0, y + 24, "start", "label strong", "to the " + reference + " reference"));
      y += GROUP;
      floor(svg, reference, y);
      for (MethodReport method : report.methods()) {
        ToReference to = method.frechet(reference).orElse(null);
        if (to != null) {
          row(svg, method, to, y);
          y += ROW;
        }
      }
    }
    double step = step(PLOT / scale);
    for (double value = 0; value * scale <= PLOT; value += step) {
      double x = LEFT + (scale * value);
      svg.append(Html.line(x, GROUP - 6, x, y + 2, "grid"));
      svg.append(Html.text(x, y + 18, "middle", "tick", Figures.plain(value)));
    }
    return svg.append("</svg>").toString();
  }

  /** The band that cannot be told from the reference, for sets of the audited one's size. */
  private void floor(StringBuilder svg, String reference, double y) {
    report
        .audited()
        .frechet(reference)
        .orElseThrow()
        .floor()
        .ifPresent(
            floor ->
                svg.append(
                    Figures.format(
                        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" class=\"floor\"><title>noise"
                            + " floor %s: 95%% of sets of %s images from the reference’s own"
                            + " distribution stay below</title></rect>",
                        LEFT,
                        y,
                        Math.max(2, scale * floor),
                        report.methods().size() * ROW,
                        Figures.short3(floor),
                        Figures.count(report.audited().images()))));
  }

  private void row(StringBuilder svg, MethodReport method, ToReference to, double y) {
    String style =
        method.name().equals(report.subject())
            ? "after"
            : method.name().equals(AuditScope.UNAIDED) ? "before" : "other";
    Interval interval = interval(to);
    double middle = y + (ROW / 2);
    svg.append(Html.text(LEFT - 12, middle + 4, "end", "label", method.name()));
    svg.append(
        Html.line(x(interval.lower()), middle, x(interval.upper()), middle, "range " + style));
    String range =
        to.distance().corrected().isEmpty()
            ? Html.escape(to.distance().noInterval())
            : "95%% interval %s to %s"
                .formatted(Figures.short3(interval.lower()), Figures.short3(interval.upper()));
    svg.append(
        Figures.format(
            "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"5\" class=\"%s\"><title>%s: %s, %s; without"
                + " the correction for %s images %s</title></circle>",
            x(shown(to)),
            middle,
            style,
            Html.escape(method.name()),
            Figures.short3(shown(to)),
            range,
            Figures.count(method.images()),
            Figures.short3(to.distance().distance())));
  }

  private double x(double value) {
    return LEFT + (scale * value);
  }

  private static double step(double range) {
    double power = Math.pow(10, Math.floor(Math.log10(range)));
    for (double step : new double[] {0.1, 0.2, 0.5, 1, 2}) {
      if (range / (step * power) <= 6) {
        return step * power;
      }
    }
    return 5 * power;
  }
}
