package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import java.util.List;
import java.util.Optional;

/** Images of the audited set against those that the model draws of the same cell by itself. */
public final class UnaidedTest implements Metric {
  private static final String NOTE =
      "Images of %s differ from what the model draws there unaided (p = %s, %d cells tested).";

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    if (!set.isAudited() || scope.unaided().isEmpty()) {
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
