package dev.isonomy.audit;

import com.google.gson.annotations.SerializedName;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.audit.measure.AgreementMetric.AgreementFinding;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.JsonParts;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.mixture.fit.FitIteration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The names of {@code audit.json} that are not a metric's own. */
final class AuditDocument {
  /** Raised when a name changes its meaning. */
  static final int FORMAT_VERSION = 1;

  private final AuditReport report;

  private AuditDocument(AuditReport report) {
    this.report = report;
  }

  /** The whole document. */
  static JsonParts of(AuditReport report) {
    return new AuditDocument(report).document();
  }

  private record Outcome(
      int formatVersion,
      String verdict,
      String headline,
      String reason,
      boolean balanced,
      WeakestCell weakestCell,
      List<String> notes,
      String datasetMethod,
      long images,
      Optional<String> priorIs,
      Optional<Union> union) {}

  /** The cell that the auditor confirms least of. */
  private record WeakestCell(String cell, double agreement, long images) {}

  private record Union(
      long existingImages,
      long images,
      boolean balanced,
      String newImagesVerdict,
      boolean newImagesAsPlanned,
      Object noiseFloor,
      JsonParts existing,
      JsonParts together,
      Map<String, UnionCell> cells) {}

  private record UnionCell(long existing, long count, double targetShare, double share) {}

  private record Generation(
      long draws,
      double seconds,
      double imagesPerSecond,
      Acceptance acceptance,
      Optional<Abstained> abstained) {}

  private record Abstained(double below, long draws, long of, double share) {}

  private record Acceptance(double mean, double min, String minCell, Map<String, Double> cells) {}

  private record Measurements(
      double noiseFloorFd,
      Object noiseFloor,
      List<Attribute> attributes,
      Map<String, JsonParts> cells,
      Map<String, JsonParts> methods,
      Map<String, Reference> references,
      Optional<Fit> fit,
      Map<String, String> provenance) {}

  private record Cell(long count, double targetShare, Optional<Long> draws) {}

  private record Reference(
      long images, Optional<Confusion> labelerConfusion, Optional<Confusion> auditorConfusion) {}

  private record Confusion(double accuracy, List<List<Long>> countsByTruthAndLabel) {}

  private record Fit(
      @SerializedName("components") int componentCount,
      String covariance,
      int dimension,
      double purity,
      List<Double> weights,
      List<Double> logLikelihood,
      List<Double> secondsPerIteration,
      List<Double> bytesPerPartition) {}

  private JsonParts document() {
    List<Object> parts = new ArrayList<>();
    parts.add(outcome());
    report.generation().map(this::generation).ifPresent(parts::add);
    parts.add(measurements());
    return new JsonParts(parts);
  }

  private Outcome outcome() {
    Verdict verdict = Verdict.of(report);
    return new Outcome(
        FORMAT_VERSION,
        verdict.text(),
        verdict.headline(),
        verdict.reason(),
        verdict.balanced(),
        weakest(),
        report.notes(),
        report.subject(),
        report.audited().images(),
        report.unaided().map(prior -> report.baseline().title()),
        report.union().map(union -> union(union, verdict)));
  }

  /** Null where no auditor judged. */
  private WeakestCell weakest() {
    AgreementFinding agreement =
        report.audited().finding(AgreementFinding.class).orElse(AgreementFinding.NONE);
    return agreement.weakestCell().stream()
        .mapToObj(
            cell ->
                new WeakestCell(
                    name(cell),
                    agreement.cells().get(cell).orElseThrow(),
                    report.audited().balance().labelled().counts().get(cell)))
        .findFirst()
        .orElse(null);
  }

  private Union union(UnionReport union, Verdict verdict) {
    Verdict made = Verdict.ofSet(report);
    return new Union(
        union.existing().images(),
        union.together().images(),
        verdict.balanced(),
        made.text(),
        made.balanced(),
        union.together().balance().floor(),
        method(union.existing()),
        method(union.together()),
        byCell(
            cell ->
                new UnionCell(
                    union.existing().judged().counts().get(cell),
                    union.together().judged().counts().get(cell),
                    union.target().share(cell),
                    union.together().judged().raw().shares().get(cell))));
  }

  private Generation generation(GenerationReport made) {
    return new Generation(
        made.draws(),
        made.seconds(),
        made.imagesPerSecond(),
        new Acceptance(
            made.meanAcceptance(),
            made.acceptance(made.hardestCell()),
            name(made.hardestCell()),
            byCell(made::acceptance)),
        made.abstentions()
            .map(each -> new Abstained(each.below(), each.draws(), each.of(), each.share())));
  }

  private Measurements measurements() {
    Map<String, JsonParts> methods = new LinkedHashMap<>();
    report.methods().forEach(method -> methods.put(method.name(), method(method)));
    Map<String, Reference> references = new LinkedHashMap<>();
    report.references().forEach(each -> references.put(each.name(), reference(each)));
    return new Measurements(
        report.audited().balance().noiseFloor().fd95(),
        report.audited().balance().floor(),
        report.space().attributes(),
        byCell(this::cell),
        methods,
        references,
        report.fit().map(AuditDocument::fit),
        report.provenance());
  }

  private JsonParts cell(int cell) {
    List<Object> parts = new ArrayList<>();
    parts.add(
        new Cell(
            report.audited().balance().labelled().counts().get(cell),
            report.target().share(cell),
            report.generation().map(made -> made.drawsByCell().get(cell))));
    report.audited().findings().forEach(found -> found.json(cell).ifPresent(parts::add));
    return new JsonParts(parts);
  }

  private JsonParts method(MethodReport method) {
    return new JsonParts(
        method.findings().stream()
            .map((Finding found) -> found.json(report.space()))
            .flatMap(Optional::stream)
            .toList());
  }

  private static Reference reference(ReferenceReport reference) {
    return new Reference(
        reference.images(),
        reference.labeler().map(AuditDocument::confusion),
        reference.auditor().map(AuditDocument::confusion));
  }

  private static Confusion confusion(ConfusionMatrix matrix) {
    return new Confusion(
        matrix.accuracy(),
        IntStream.range(0, matrix.size())
            .mapToObj(
                truth ->
                    IntStream.range(0, matrix.size())
                        .mapToObj(label -> matrix.count(truth, label))
                        .toList())
            .toList());
  }

  private static Fit fit(FitReport fit) {
    return new Fit(
        fit.componentCount(),
        fit.covariance(),
        fit.dimension(),
        fit.purity(),
        fit.weights(),
        fit.logLikelihood(),
        fit.trace().stream().map(FitIteration::seconds).toList(),
        fit.trace().stream().map(each -> (double) each.statisticsBytes()).toList());
  }

  private <V> Map<String, V> byCell(IntFunction<V> value) {
    Map<String, V> cells = new LinkedHashMap<>();
    for (int cell = 0; cell < report.space().cellCount(); cell++) {
      cells.put(name(cell), value.apply(cell));
    }
    return cells;
  }

  private String name(int cell) {
    return report.space().cellName(cell);
  }
}
