package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.CellPairs;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.LabelTally;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How often labeler and auditor give an image the same cell. */
public final class AgreementMetric implements Metric {
  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new LabelTally(size.cells()));
  }

  @Override
  public AgreementFinding measure(MeasuredSet set, AuditScope scope) {
    CellPairs pairs = set.tally(LabelTally.class).labelerAndAuditor();
    return new AgreementFinding(
        pairs.agreement(),
        IntStream.range(0, set.isAudited() ? scope.cells() : 0)
            .mapToObj(pairs::agreement)
            .toList());
  }

  /**
   * Agreement of a set.
   *
   * @param all share of all images to which both give the same cell
   * @param cells share of the labeler's images of a cell to which the auditor gives it, too; no
   *     cells if not asked for
   */
  public record AgreementFinding(OptionalDouble all, List<OptionalDouble> cells)
      implements Finding {
    /** A finding without an auditor. */
    public static final AgreementFinding NONE =
        new AgreementFinding(OptionalDouble.empty(), List.of());

    private record Json(OptionalDouble agreement) {}

    private record CellJson(OptionalDouble auditorAgreement) {}

    /** Copies the list. */
    public AgreementFinding {
      cells = List.copyOf(cells);
    }

    /** The cell of which the auditor confirms least; nothing without an auditor. */
    public OptionalInt weakestCell() {
      return IntStream.range(0, cells.size())
          .filter(cell -> cells.get(cell).isPresent())
          .boxed()
          .min(Comparator.comparingDouble(cell -> cells.get(cell).getAsDouble()))
          .map(OptionalInt::of)
          .orElse(OptionalInt.empty());
    }

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return Optional.of(new Json(all));
    }

    @Override
    public Optional<Object> json(int cell) {
      return Optional.of(new CellJson(cells.get(cell)));
    }

    @Override
    public List<String> facts(int cell) {
      return cells.get(cell).stream()
          .mapToObj(share -> Figures.percent(share) + " confirmed by the auditor")
          .toList();
    }

    @Override
    public List<String> sentences() {
      return all.stream()
          .mapToObj(
              share ->
                  "Labeler and auditor give "
                      + Figures.percent(share)
                      + " of the images the same cell.")
          .toList();
    }
  }
}
