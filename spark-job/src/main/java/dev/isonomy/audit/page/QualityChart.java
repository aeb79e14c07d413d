package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.QualityReport;
import dev.isonomy.audit.ReferenceReport;
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
            .filter(name -> report.audited().quality().containsKey(name))
            .toList();
    double most =
        report.methods().stream()
            .flatMap(method -> method.quality().values().stream())
            .mapToDouble(quality -> Math.max(interval(quality).upper(), shown(quality)))
            .max()
            .orElse(1);
    scale = PLOT / Math.max(1e-9, most * 1.04);
  }

  static String of(AuditReport report) {
    return new QualityChart(report).svg();
  }

  private static double shown(QualityReport quality) {
    return quality.fid().shown();
  }

  /** The visible part of the interval; a point where there is none. */
  private static Interval interval(QualityReport quality) {
    return quality
        .fid()
        .corrected()
        .map(each -> each.interval())
        .map(each -> new Interval(Math.max(0, each.lower()), each.upper()))
        .orElse(new Interval(shown(quality), shown(quality)));
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
        QualityReport quality = method.quality().get(reference);
        if (quality != null) {
          row(svg, method, quality, y);
          y += ROW;
        }
      }
    }
    double step = step(PLOT / scale);
    for (double value = 0; value * scale <= PLOT; value += step) {
      double x = LEFT + (scale * value);
      svg.append(Html.line(x, GROUP - 6, x, y + 2, "grid"));
      svg.append(Html.text(x, y + 18, "middle", "tick", Html.plain(value)));
    }
    return svg.append("</svg>").toString();
  }

  /** The band that cannot be told from the reference, for sets of the audited one's size. */
  private void floor(StringBuilder svg, String reference, double y) {
    report
        .audited()
        .quality()
        .get(reference)
        .fidFloor()
        .ifPresent(
            floor ->
                svg.append(
                    Html.format(
                        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" class=\"floor\"><title>noise"
                            + " floor %s: 95%% of sets of %s images from the reference’s own"
                            + " distribution stay below</title></rect>",
                        LEFT,
                        y,
                        Math.max(2, scale * floor),
                        report.methods().size() * ROW,
                        Html.short3(floor),
                        Html.count(report.audited().images()))));
  }

  private void row(StringBuilder svg, MethodReport method, QualityReport quality, double y) {
    String style =
        method.name().equals(report.subject())
            ? "after"
            : method.name().equals("prior") ? "before" : "other";
    Interval interval = interval(quality);
    double middle = y + (ROW / 2);
    svg.append(Html.text(LEFT - 12, middle + 4, "end", "label", method.name()));
    svg.append(
        Html.line(x(interval.lower()), middle, x(interval.upper()), middle, "range " + style));
    String range =
        quality.fid().corrected().isEmpty()
            ? Html.escape(quality.fid().noInterval())
            : "95%% interval %s to %s"
                .formatted(Html.short3(interval.lower()), Html.short3(interval.upper()));
    svg.append(
        Html.format(
            "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"5\" class=\"%s\"><title>%s: %s, %s; without"
                + " the correction for %s images %s</title></circle>",
            x(shown(quality)),
            middle,
            style,
            Html.escape(method.name()),
            Html.short3(shown(quality)),
            range,
            Html.count(method.images()),
            Html.short3(quality.fid().distance())));
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
