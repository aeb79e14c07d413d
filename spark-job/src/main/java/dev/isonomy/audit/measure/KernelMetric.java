package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.Interval;
import dev.isonomy.metric.KernelDistance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel distance to each reference (KID), of samples and within cells. */
public final class KernelMetric implements Metric {
  /** Fewer images than this have no distance. */
  private static final int FEWEST_ROWS = 20;

  /** Rows of a sample that are compared: the time grows with their square. */
  private static final int MOST_ROWS = 2_000;

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public KernelFinding measure(MeasuredSet set, AuditScope scope) {
    float[][] generated = set.tally(RowSample.class).rows(MOST_ROWS);
    Map<String, KernelDistance> references = new LinkedHashMap<>();
    scope
        .references()
        .forEach(
            (name, reference) ->
                between(reference.tally(RowSample.class).rows(MOST_ROWS), generated)
                    .ifPresent(distance -> references.put(name, distance)));
    List<Optional<KernelDistance>> cells = new ArrayList<>();
    if (set.isAudited()) {
      CellRows rows = CellRows.of(set, scope);
      for (int cell = 0; cell < scope.cells(); cell++) {
        cells.add(between(rows.real(cell), rows.generated(cell)));
      }
    }
    return new KernelFinding(references, cells);
  }

  private static Optional<KernelDistance> between(float[][] real, float[][] generated) {
    return Math.min(real.length, generated.length) < FEWEST_ROWS
        ? Optional.empty()
        : Optional.of(KernelDistance.between(real, generated));
  }

  /**
   * Kernel distances of a set.
   *
   * @param references by the reference's name, where there are enough images
   * @param cells within each cell, where there are enough images; no cells if not asked for
   */
  public record KernelFinding(
      Map<String, KernelDistance> references, List<Optional<KernelDistance>> cells)
      implements Finding {
    private record Json(Map<String, Estimate> kid) {}

    private record Estimate(double estimate, Interval interval) {}

    private record CellJson(double kid) {}

    @Override
    public Optional<Object> json(AttributeSpace space) {
      Map<String, Estimate> kid = new LinkedHashMap<>();
      references.forEach(
          (name, each) -> kid.put(name, new Estimate(each.distance(), each.interval())));
      return Optional.of(new Json(kid));
    }

    @Override
    public Optional<Object> json(int cell) {
      return cells.get(cell).map(each -> new CellJson(each.distance()));
    }

    @Override
    public List<MetricColumn> columns() {
      KernelDistance balanced = references.get(AuditScope.BALANCED);
      return List.of(
          MetricColumn.of(
              "",
              "KID",
              balanced == null ? MetricColumn.NONE : Figures.short3(balanced.distance())));
    }
  }
}
