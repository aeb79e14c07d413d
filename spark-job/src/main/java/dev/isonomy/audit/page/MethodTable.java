package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.metric.MetricColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * The balance methods side by side, in the columns that metrics report.
 *
 * @param groups headings above the columns, from left to right
 * @param rows one per method
 */
public record MethodTable(List<Group> groups, List<Row> rows) {
  /**
   * A heading above neighbouring columns.
   *
   * @param title empty for a column that stands alone
   * @param columns titles of the columns
   */
  public record Group(String title, List<String> columns) {}

  /**
   * A method.
   *
   * @param name its name
   * @param audited whether it is the audited set
   * @param cells in the order of the columns
   */
  public record Row(String name, boolean audited, List<MetricColumn> cells) {}

  /** The table of a report's methods. */
  static MethodTable of(AuditReport report) {
    List<List<MetricColumn>> columns = report.methods().stream().map(MethodTable::columns).toList();
    List<MetricColumn> headings = headings(columns);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = report.methods().get(i).name();
      List<MetricColumn> of = columns.get(i);
      rows.add(
          new Row(
              name,
              name.equals(report.subject()),
              headings.stream().map(heading -> cell(of, heading)).toList()));
    }
    return new MethodTable(groups(headings), rows);
  }

  private static List<MetricColumn> columns(MethodReport method) {
    return method.findings().stream().flatMap(found -> found.columns().stream()).toList();
  }

  /** Every column that any method has, in the order of their first appearance. */
  private static List<MetricColumn> headings(List<List<MetricColumn>> columns) {
    List<MetricColumn> headings = new ArrayList<>();
    for (MetricColumn column : columns.stream().flatMap(List::stream).toList()) {
      if (headings.stream().noneMatch(heading -> same(heading, column))) {
        headings.add(column);
      }
    }
    return headings;
  }

  private static boolean same(MetricColumn a, MetricColumn b) {
    return a.group().equals(b.group()) && a.title().equals(b.title());
  }

  private static MetricColumn cell(List<MetricColumn> of, MetricColumn heading) {
    return of.stream()
        .filter(column -> same(column, heading))
        .findFirst()
        .orElse(MetricColumn.of(heading.group(), heading.title(), MetricColumn.NONE));
  }

  private static List<Group> groups(List<MetricColumn> headings) {
    List<Group> groups = new ArrayList<>();
    for (MetricColumn heading : headings) {
      Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      if (last != null && !heading.group().isEmpty() && last.title().equals(heading.group())) {
        last.columns().add(heading.title());
      } else {
        groups.add(new Group(heading.group(), new ArrayList<>(List.of(heading.title()))));
      }
    }
    return groups;
  }
}
