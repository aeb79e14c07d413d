package dev.isonomy.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.measure.BalanceMetric;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.MetricColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MethodTableTest {
  private static final CellDistribution EQUAL =
      CellDistribution.uniform(
          AttributeSpace.of(new Attribute("shape", List.of("round", "square"))));

  private record Columns(List<MetricColumn> columns) implements Finding {}

  private static MethodReport method(String name, MetricColumn... columns) {
    List<Metric> balance = List.of(new BalanceMetric());
    MeasuredSet set = MeasuredSet.counted(name, balance, new long[] {5, 5}, Optional.empty());
    return new MethodReport(
        name,
        10,
        List.of(
            new BalanceMetric().measure(set, AuditScope.ofTarget(EQUAL, 1)),
            new Columns(List.of(columns))));
  }

  @Test
  void columnsOfAllMethodsStandInGroupsAndAMissingValueIsADash() {
    MethodTable table =
        MethodTable.of(
            new AuditReport(
                EQUAL.space(),
                EQUAL,
                "b",
                List.of(
                    method("a", MetricColumn.of("G", "x", "1"), MetricColumn.of("", "y", "2")),
                    method("b", MetricColumn.of("G", "x", "3"), MetricColumn.of("H", "x", "4"))),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of()));

    assertThat(table.groups())
        .endsWith(
            new MethodTable.Group("G", List.of("x")),
            new MethodTable.Group("", List.of("y")),
            new MethodTable.Group("H", List.of("x")));
    assertThat(table.groups())
        .contains(new MethodTable.Group("FD", List.of("auditor", "corrected", "noise floor")));
    assertThat(table.rows()).extracting(MethodTable.Row::audited).containsExactly(false, true);
    assertThat(values(table.rows().get(0))).endsWith("1", "2", "–");
    assertThat(values(table.rows().get(1))).endsWith("3", "–", "4");
  }

  private static List<String> values(MethodTable.Row row) {
    return row.cells().stream().map(MetricColumn::value).toList();
  }
}
