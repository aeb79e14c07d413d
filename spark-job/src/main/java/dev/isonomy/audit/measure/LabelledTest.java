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

/**
 * Labelled images of the natural reference against unlabelled ones to which the labeler gives the
 * same cell, where the reference has both: a model's cell is localized by labelled images.
 */
public final class LabelledTest implements Metric {
  private static final String NOTE =
      "Labelled images of %s differ from unlabelled ones of the same cell (p = %s, %d cells"
          + " tested): images kept for a cell follow the labelled ones.";

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    MeasuredSet natural = scope.references().get(AuditScope.NATURAL);
    if (!set.isAudited() || natural == null) {
      return Finding.NOTHING;
    }
    RowSample sample = natural.tally(RowSample.class);
    return new LabelledFinding(
        CellTests.between(
            sample.labelledRowsByCell(scope.cells()),
            sample.unlabelledRowsByCell(scope.cells()),
            scope.seed()));
  }

  private record LabelledFinding(CellTests tests) implements Finding {
    private record CellJson(CellTests.TestJson labelledAgainstUnlabelled) {}

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
