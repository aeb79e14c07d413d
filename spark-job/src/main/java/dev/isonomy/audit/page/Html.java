package dev.isonomy.audit.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Small pieces of HTML and SVG text. */
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

  /** A format with the root locale; strings among the arguments must be escaped already. */
  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }

  /** A number in three decimals, or a dash for one that does not exist. */
  static String decimal(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    return value > 0 && value < 0.0005 ? "&lt;0.001" : format("%.3f", value);
  }

  /** A number with about three digits. */
  static String short3(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    return format(size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }

  /** A round number as a tick shows it. */
  static String plain(double value) {
    String text = format("%.4f", value).replaceAll("0+$", "");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** A share in percent. */
  static String percent(double share) {
    if (!Double.isFinite(share)) {
      return "–";
    }
    return format(share > 0 && share < 0.0995 ? "%.1f%%" : "%.0f%%", 100 * share);
  }

  /** A count with thousands apart. */
  static String count(long count) {
    return format("%,d", count);
  }

  /** A piece of SVG text. */
  static String text(double x, double y, String anchor, String style, String text) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        x, y, anchor, style, escape(text));
  }

  /** A rectangle with a tooltip. */
  static String rectangle(
      double x, double y, double width, double height, String style, String tip) {
    return format(
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
    return format(
        "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  /** The opening tag of a chart. */
  static String svg(double width, double height, String description) {
    return format(
        "<svg viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\""
            + " aria-label=\"%s\">",
        width, height, width, height, escape(description));
  }

  /** A picture as the address of an image. */
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
