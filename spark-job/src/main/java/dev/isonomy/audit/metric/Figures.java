package dev.isonomy.audit.metric;

import java.util.Locale;

/** Numbers as reports show them. */
public final class Figures {
  private Figures() {}

  /** A format with the root locale. */
  public static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }

  /** A number in three decimals, or a dash for one that does not exist. */
  public static String decimal(double value) {
    if (!Double.isFinite(value)) {
      return MetricColumn.NONE;
    }
    return value > 0 && value < 0.0005 ? "<0.001" : format("%.3f", value);
  }

  /** A number with about three digits. */
  public static String short3(double value) {
    if (!Double.isFinite(value)) {
      return MetricColumn.NONE;
    }
    double size = Math.abs(value);
    return format(size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }

  /** A round number as a tick shows it. */
  public static String plain(double value) {
    String text = format("%.4f", value).replaceAll("0+$", "");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** A share in percent. */
  public static String percent(double share) {
    if (!Double.isFinite(share)) {
      return MetricColumn.NONE;
    }
    return format(share > 0 && share < 0.0995 ? "%.1f%%" : "%.0f%%", 100 * share);
  }

  /** A count with thousands apart. */
  public static String count(long count) {
    return format("%,d", count);
  }
}
