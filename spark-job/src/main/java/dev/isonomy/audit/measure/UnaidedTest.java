package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import java.util.List;
import java.util.Optional;

/**
 * Images that a method kept for quotas against those that the model draws of the same cell by
 * itself.
 */
public final class UnaidedTest implements Metric {
  private static final String NOTE =
      "Images of %s differ from what the model draws there unaided (p = %s, %d cells tested).";

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    if (!set.isOfQuotas() || scope.unaided().isEmpty()) {
      return Finding.NOTHING;
    }
    return new UnaidedFinding(
        CellTests.between(
            set.tally(RowSample.class).rowsByCell(scope.cells()),
            scope.unaided().orElseThrow().tally(RowSample.class).rowsByCell(scope.cells()),
            scope.seed()));
  }

  private record UnaidedFinding(CellTests tests) implements Finding {
    private record CellJson(CellTests.TestJson againstUnaided) {}

    private record MethodJson(WithinCells unlikeUnaided) {}

    private record WithinCells(int cells, int tested) {}

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return tests.tested().isEmpty()
          ? Optional.empty()
          : Optional.of(new MethodJson(new WithinCells(tests.differing(), tests.tested().size())));
    }

    @Override
    public List<MetricColumn> columns() {
      int tested = tests.tested().size();
      return tested == 0
          ? List.of()
          : List.of(
              MetricColumn.of(
                  "within cells",
                  "unlike unaided",
                  "%d of %d".formatted(tests.differing(), tested),
                  "cells whose images differ from what the model draws there by itself"));
    }

    @Override
    public Optional<Object> json(int cell) {
      return tests.json(cell).map(CellJson::new);
    }

    @Override
    public List<String> notes(AttributeSpace space) {
      return tests.notes(space, NOTE);
    }
  }
}
