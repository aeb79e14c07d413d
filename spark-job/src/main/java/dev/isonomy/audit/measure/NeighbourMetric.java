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
import dev.isonomy.metric.NeighbourQuality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Precision, recall, density and coverage to each reference, of samples and within cells. */
public final class NeighbourMetric implements Metric {
  private static final int NEIGHBOURS = NeighbourQuality.NEIGHBOURS;

  /** Fewer images of a set than this are not compared. */
  private static final int FEWEST_ROWS = 20;

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public NeighbourFinding measure(MeasuredSet set, AuditScope scope) {
    float[][] generated = set.tally(RowSample.class).rows();
    Map<String, NeighbourQuality> references = new LinkedHashMap<>();
    scope
        .references()
        .forEach(
            (name, reference) ->
                between(reference.tally(RowSample.class).rows(), generated, FEWEST_ROWS)
                    .ifPresent(quality -> references.put(name, quality)));
    List<Optional<NeighbourQuality>> cells = new ArrayList<>();
    if (set.isAudited()) {
      CellRows rows = CellRows.of(set, scope);
      for (int cell = 0; cell < scope.cells(); cell++) {
        cells.add(between(rows.real(cell), rows.generated(cell), NEIGHBOURS + 1));
      }
    }
    return new NeighbourFinding(references, cells);
  }

  private static Optional<NeighbourQuality> between(
      float[][] real, float[][] generated, int fewest) {
    return Math.min(real.length, generated.length) < fewest
        ? Optional.empty()
        : Optional.of(NeighbourQuality.between(real, generated, NEIGHBOURS));
  }

  /**
   * Neighbours of a set.
   *
   * @param references by the reference's name, where there are enough images
   * @param cells within each cell, where there are enough images; no cells if not asked for
   */
  public record NeighbourFinding(
      Map<String, NeighbourQuality> references, List<Optional<NeighbourQuality>> cells)
      implements Finding {
    private record Json(Map<String, NeighbourQuality> prdc) {}

    /** Within cells, coverage is {@link CoverageMetric}'s. */
    private record CellJson(double precision, double recall, double density) {}

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return Optional.of(new Json(references));
    }

    @Override
    public Optional<Object> json(int cell) {
      return cells
          .get(cell)
          .map(each -> new CellJson(each.precision(), each.recall(), each.density()));
    }

    @Override
    public List<MetricColumn> columns() {
      return List.of(
          column("precision", NeighbourQuality::precision),
          column("recall", NeighbourQuality::recall));
    }

    private MetricColumn column(String title, ToDoubleFunction<NeighbourQuality> value) {
      return MetricColumn.of(
          "to balanced",
          title,
          Optional.ofNullable(references.get(AuditScope.BALANCED))
              .map(each -> Figures.format("%.2f", value.applyAsDouble(each)))
              .orElse(MetricColumn.NONE));
    }
  }
}
