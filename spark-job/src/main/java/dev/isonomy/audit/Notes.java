package dev.isonomy.audit;

import dev.isonomy.metric.CoverageRatio;
import dev.isonomy.metric.EnergyTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What a report cannot see, and what it saw beside its verdict: a sentence each. */
public final class Notes {
  private static final double LEVEL = 0.05;

  private Notes() {}

  /** The notes on a report, the most important ones first; may be empty. */
  public static List<String> of(AuditReport report) {
    List<String> notes = new ArrayList<>();
    unidentified(report).ifPresent(notes::add);
    differing(
            report,
            CellQuality::labelled,
            "Labelled images of %s differ from unlabelled ones of the same cell (p = %s%s): images"
                + " kept for a cell follow the labelled ones.")
        .ifPresent(notes::add);
    differing(
            report,
            CellQuality::unaided,
            "Images of %s differ from what the model draws there unaided (p = %s%s).")
        .ifPresent(notes::add);
    lost(report).ifPresent(notes::add);
    fewReferences(report).ifPresent(notes::add);
    return notes;
  }

  private static Optional<String> unidentified(AuditReport report) {
    return report
        .audited()
        .auditor()
        .filter(LabelReport::isUnidentifiable)
        .map(
            auditor ->
                "The true shares of the cells are "
                    + auditor.correction().reason()
                    + "; the report corrects single attributes where it can.");
  }

  /** Cells whose test is significant among all that were made: Holm's correction. */
  private static Optional<String> differing(
      AuditReport report, Function<CellQuality, Optional<EnergyTest>> test, String sentence) {
    List<CellQuality> tested =
        report.audited().cells().stream()
            .filter(cell -> test.apply(cell).isPresent())
            .sorted(Comparator.comparingDouble(cell -> test.apply(cell).orElseThrow().p()))
            .toList();
    int differing = 0;
    while (differing < tested.size()
        && test.apply(tested.get(differing)).orElseThrow().p() * (tested.size() - differing)
            <= LEVEL) {
      differing++;
    }
    if (differing == 0) {
      return Optional.empty();
    }
    String first = report.space().cellName(tested.get(0).cell());
    return Optional.of(
        sentence.formatted(
            differing == 1 ? first : "%s and %d other cells".formatted(first, differing - 1),
            String.format(Locale.ROOT, "%.3f", test.apply(tested.get(0)).orElseThrow().p()),
            ", %d cells tested".formatted(tested.size())));
  }

  private static Optional<String> lost(AuditReport report) {
    List<CellQuality> lost =
        report.audited().cells().stream()
            .filter(cell -> cell.coverage().filter(CoverageRatio::showsLoss).isPresent())
            .sorted(Comparator.comparingDouble(cell -> cell.coverage().orElseThrow().ratio()))
            .toList();
    // With 95% noise bands, one cell in forty is below its band by accident.
    if (lost.size() <= Math.max(1, report.space().cellCount() / 10)) {
      return Optional.empty();
    }
    CellQuality worst = lost.get(0);
    return Optional.of(
        "%d cells cover less of their references than noise explains, %s the least (%s of what is"
                .formatted(
                    lost.size(),
                    report.space().cellName(worst.cell()),
                    percent(worst.coverage().orElseThrow().ratio()))
            + " possible): diversity is lost there.");
  }

  private static Optional<String> fewReferences(AuditReport report) {
    return report.audited().cells().stream()
        .flatMap(cell -> cell.coverage().stream())
        .min(Comparator.comparingInt(CoverageRatio::real))
        .filter(least -> least.real() < CoverageRatio.ENOUGH)
        .map(
            least ->
                ("With %d references in a cell, what is lost in parts smaller than %s of a cell"
                        + " cannot be seen, nor a loss of coverage below %s; %d references per cell"
                        + " show parts of %s.")
                    .formatted(
                        least.real(),
                        percent(least.invisible()),
                        percent(least.noise()),
                        CoverageRatio.ENOUGH,
                        percent(5.0 / CoverageRatio.ENOUGH)));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
