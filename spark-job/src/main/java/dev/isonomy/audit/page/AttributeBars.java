package dev.isonomy.audit.page;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.LabelReport;
import dev.isonomy.audit.MethodReport;
import java.util.List;
import java.util.Optional;

/** Each attribute's classes as a divided bar, before and after. */
final class AttributeBars {
  /** Width of a character as a part of the bar. */
  private static final double CHARACTER = 0.0145;

  private AttributeBars() {}

  static String of(AuditReport report) {
    StringBuilder html = new StringBuilder("<div class=\"splits\">");
    Optional<double[]> before =
        report.unaided().map(MethodReport::judged).map(AttributeBars::shares);
    double[] after = shares(report.audited().judged());
    for (int a = 0; a < report.space().attributes().size(); a++) {
      html.append("<div class=\"split\"><h3>")
          .append(Html.escape(report.space().attributes().get(a).name()))
          .append("</h3>");
      int attribute = a;
      before.ifPresent(
          shares ->
              bar(html, report.space(), attribute, shares, "before", report.baseline().label()));
      bar(html, report.space(), a, after, "after", "this data set");
      html.append("</div>");
    }
    return html.append("</div>").toString();
  }

  private static double[] shares(LabelReport labels) {
    return labels.raw().shares().stream().mapToDouble(share -> share).toArray();
  }

  private static void bar(
      StringBuilder html, AttributeSpace space, int a, double[] shares, String style, String who) {
    Attribute attribute = space.attributes().get(a);
    List<String> classes = attribute.classes();
    double[] marginal = new double[classes.size()];
    for (int cell = 0; cell < shares.length; cell++) {
      marginal[space.classesOf(cell)[a]] += shares[cell];
    }
    html.append("<div class=\"parts ").append(style).append("\">");
    for (int j = 0; j < marginal.length; j++) {
      html.append(
          Html.format(
              "<span style=\"flex:%.4f\" title=\"%s, %s: %s\">%s</span>",
              Math.max(0.0001, marginal[j]),
              Html.escape(who),
              Html.escape(classes.get(j)),
              Html.percent(marginal[j]),
              label(classes.get(j), marginal[j])));
    }
    html.append("</div>");
  }

  /** What fits into a part of the bar. */
  private static String label(String name, double share) {
    String percent = Html.percent(share);
    int characters = name.length() + 1 + percent.length();
    return share > 0.02 + (characters * CHARACTER)
        ? Html.escape(name) + " " + percent
        : share > 0.02 + (percent.length() * CHARACTER) ? percent : "";
  }
}
