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
import dev.isonomy.metric.CoverageRatio;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How much of each cell's reference the set covers, beside what it would if nothing were lost. */
public final class CoverageMetric implements Metric {
  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    if (!set.isOfQuotas()) {
      return Finding.NOTHING;
    }
    CellRows rows = CellRows.of(set, scope);
    return new CoverageFinding(
        IntStream.range(0, scope.cells())
            .mapToObj(cell -> between(rows.real(cell), rows.generated(cell), scope.seed()))
            .toList());
  }

  private static Optional<CoverageRatio> between(float[][] real, float[][] generated, long seed) {
    return real.length < CoverageRatio.FEWEST || generated.length == 0
        ? Optional.empty()
        : Optional.of(CoverageRatio.between(real, generated, seed));
  }

  /**
   * Coverage within cells.
   *
   * @param cells where there are enough references
   */
  public record CoverageFinding(List<Optional<CoverageRatio>> cells) implements Finding {
    private record CellJson(
        double coverage,
        double expectedCoverage,
        double coverageRatio,
        double coverageRatioNoise,
        double coverageInvisibleBelow,
        int coverageReferences,
        int coverageImages) {}

    private record MethodJson(WithinCells coverageWithinCells) {}

    private record WithinCells(double ratio, int cells) {}

    /** Copies the list. */
    public CoverageFinding {
      cells = List.copyOf(cells);
    }

    /** Coverage over what it can be, the mean of the cells that have enough references. */
    private OptionalDouble mean() {
      return cells.stream().flatMap(Optional::stream).mapToDouble(CoverageRatio::ratio).average();
    }

    private int measured() {
      return (int) cells.stream().filter(Optional::isPresent).count();
    }

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return mean().isPresent()
          ? Optional.of(new MethodJson(new WithinCells(mean().getAsDouble(), measured())))
          : Optional.empty();
    }

    @Override
    public List<MetricColumn> columns() {
      return mean().isPresent()
          ? List.of(
              MetricColumn.of(
                  "within cells",
                  "coverage",
                  Figures.decimal(mean().getAsDouble()),
                  "of what it can be, the mean of %d cells".formatted(measured())))
          : List.of();
    }

    @Override
    public Optional<Object> json(int cell) {
      return cells
          .get(cell)
          .map(
              each ->
                  new CellJson(
                      each.coverage(),
                      each.expected(),
                      each.ratio(),
                      each.noise(),
                      each.invisible(),
                      each.real(),
                      each.generated()));
    }

    @Override
    public List<String> facts(int cell) {
      return cells.get(cell).stream()
          .map(
              each ->
                  Figures.format(
                      "coverage %.2f of what it can be (noise %.2f)", each.ratio(), each.noise()))
          .toList();
    }

    @Override
    public List<String> notes(AttributeSpace space) {
      return Stream.concat(lost(space).stream(), fewReferences().stream()).toList();
    }

    private CoverageRatio coverage(int cell) {
      return cells.get(cell).orElseThrow();
    }

    private Optional<String> lost(AttributeSpace space) {
      List<Integer> lost =
          IntStream.range(0, cells.size())
              .filter(cell -> cells.get(cell).filter(CoverageRatio::showsLoss).isPresent())
              .boxed()
              .sorted(Comparator.comparingDouble(cell -> coverage(cell).ratio()))
              .toList();
      // With 95% noise bands, one cell in forty is below its band by accident.
      if (lost.size() <= Math.max(1, cells.size() / 10)) {
        return Optional.empty();
      }
      return Optional.of(
          "%d cells cover less of their references than noise explains, %s the least (%s of what is"
                  .formatted(
                      lost.size(),
                      space.cellName(lost.get(0)),
                      percent(coverage(lost.get(0)).ratio()))
              + " possible): diversity is lost there.");
    }

    private Optional<String> fewReferences() {
      return cells.stream()
          .flatMap(Optional::stream)
          .min(Comparator.comparingInt(CoverageRatio::real))
          .filter(least -> least.real() < CoverageRatio.ENOUGH)
          .map(
              least ->
                  ("With %d references in a cell, what is lost in parts smaller than %s of a cell"
                          + " cannot be seen, nor a loss of coverage below %s; %d references per"
                          + " cell show parts of %s.")
                      .formatted(
                          least.real(),
                          percent(least.invisible()),
                          percent(least.noise()),
                          CoverageRatio.ENOUGH,
                          percent(5.0 / CoverageRatio.ENOUGH)));
    }

    private static String percent(double share) {
      return Figures.format("%.1f%%", 100 * share);
    }
  }
}
