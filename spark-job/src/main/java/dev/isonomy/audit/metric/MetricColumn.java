package dev.isonomy.audit.metric;

/**
 * A column of the page's table of methods, with one method's value.
 *
 * @param group the heading above neighbouring columns; empty for a column that stands alone
 * @param title the column's own heading
 * @param value what is shown of the method
 * @param tip more about the value, on hover; empty for none
 * @param belowFloor whether the value is marked as below its noise floor
 */
public record MetricColumn(
    String group, String title, String value, String tip, boolean belowFloor) {
  /** What is shown where there is no value. */
  public static final String NONE = "–";

  /** A column without a mark. */
  public static MetricColumn of(String group, String title, String value, String tip) {
    return new MetricColumn(group, title, value, tip, false);
  }

  /** A column without a mark and without a tip. */
  public static MetricColumn of(String group, String title, String value) {
    return of(group, title, value, "");
  }
}
