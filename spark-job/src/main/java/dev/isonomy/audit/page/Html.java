package dev.isonomy.audit.page;

import dev.isonomy.audit.metric.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Small pieces of SVG, and text that is escaped for it. */
final class Html {
  private Html() {}

  /** A text as HTML shows it, in elements and in quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        // A parser of HTML refuses them or drops them.
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
    return escaped.toString();
  }

  /** A piece of SVG text. */
  static String text(double x, double y, String anchor, String style, String text) {
    return Figures.format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        x, y, anchor, style, escape(text));
  }

  /** A rectangle with a tooltip. */
  static String rectangle(
      double x, double y, double width, double height, String style, String tip) {
    return Figures.format(
        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" class=\"%s\">%s</rect>",
        x,
        y,
        Math.max(0, width),
        height,
        style,
        tip.isEmpty() ? "" : "<title>" + escape(tip) + "</title>");
  }

  /** A straight line. */
  static String line(double x1, double y1, double x2, double y2, String style) {
    return Figures.format(
        "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  /** The opening tag of a chart. */
  static String svg(double width, double height, String description) {
    return Figures.format(
        "<svg viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\""
            + " aria-label=\"%s\">",
        width, height, width, height, escape(description));
  }

  /** An image as the address of itself. */
  static String png(byte[] png) {
    return "data:image/png;base64," + base64(png);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A file that lies beside the pages' classes. */
  static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the page's " + name, e);
    }
  }
}
