package dev.isonomy.audit.page;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.metric.Figures;
import java.util.ArrayList;
import java.util.List;

/**
 * One attribute's classes as divided bars, before and after.
 *
 * @param attribute its name
 * @param bars the model unaided, where that was measured, and the data set
 */
public record AttributeBars(String attribute, List<Bar> bars) {
  /** Width of a character as a part of the bar. */
  private static final double CHARACTER = 0.0145;

  private static final double THINNEST_WITH_TEXT = 0.02;

  /**
   * A divided bar.
   *
   * @param style {@code before} or {@code after}
   * @param parts one per class
   */
  public record Bar(String style, List<Part> parts) {}

  /**
   * A class in a bar.
   *
   * @param width its share of the bar
   * @param tip who has which share, on hover
   * @param label what fits into the part; may be empty
   */
  public record Part(String width, String tip, String label) {}

  /** The bars of all attributes. */
  static List<AttributeBars> of(AuditReport report) {
    List<AttributeBars> all = new ArrayList<>();
    for (int a = 0; a < report.space().attributes().size(); a++) {
      List<Bar> bars = new ArrayList<>();
      int attribute = a;
      report
          .unaided()
          .ifPresent(
              unaided ->
                  bars.add(
                      bar(
                          report.space(),
                          attribute,
                          unaided,
                          "before",
                          report.baseline().label())));
      bars.add(bar(report.space(), a, report.audited(), "after", "this data set"));
      all.add(new AttributeBars(report.space().attributes().get(a).name(), bars));
    }
    return all;
  }

  private static Bar bar(
      AttributeSpace space, int a, MethodReport method, String style, String who) {
    Attribute attribute = space.attributes().get(a);
    double[] marginal = new double[attribute.classes().size()];
    List<Double> shares = method.judged().raw().shares();
    for (int cell = 0; cell < shares.size(); cell++) {
      marginal[space.classesOf(cell)[a]] += shares.get(cell);
    }
    List<Part> parts = new ArrayList<>();
    for (int j = 0; j < marginal.length; j++) {
      String name = attribute.classes().get(j);
      parts.add(
          new Part(
              Figures.format("%.4f", Math.max(0.0001, marginal[j])),
              "%s, %s: %s".formatted(who, name, Figures.percent(marginal[j])),
              label(name, marginal[j])));
    }
    return new Bar(style, parts);
  }

  private static String label(String name, double share) {
    String percent = Figures.percent(share);
    if (share > THINNEST_WITH_TEXT + ((name.length() + 1 + percent.length()) * CHARACTER)) {
      return name + " " + percent;
    }
    return share > THINNEST_WITH_TEXT + (percent.length() * CHARACTER) ? percent : "";
  }
}
