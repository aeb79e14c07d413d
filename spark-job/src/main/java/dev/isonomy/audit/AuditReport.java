package dev.isonomy.audit;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.metric.AuditScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an audit found.
 *
 * @param space the attributes
 * @param target the shares that were wanted
 * @param subject name of the audited set among the methods
 * @param methods the audited set and what it is compared with, in the order of the page
 * @param references what the generated images are measured against
 * @param generation how the set was made, where that is known
 * @param fit the mixture behind it, where there is one
 * @param baseline what the method {@code prior} is
 * @param union the set together with the one that it completes, if it does
 * @param provenance names and values that tell where everything came from, in order
 */
public record AuditReport(
    AttributeSpace space,
    CellDistribution target,
    String subject,
    List<MethodReport> methods,
    List<ReferenceReport> references,
    Optional<GenerationReport> generation,
    Optional<FitReport> fit,
    Baseline baseline,
    Optional<UnionReport> union,
    Map<String, String> provenance) {

  /** A report on a set of its own, beside the model unaided. */
  public AuditReport(
      AttributeSpace space,
      CellDistribution target,
      String subject,
      List<MethodReport> methods,
      List<ReferenceReport> references,
      Optional<GenerationReport> generation,
      Optional<FitReport> fit,
      Map<String, String> provenance) {
    this(
        space,
        target,
        subject,
        methods,
        references,
        generation,
        fit,
        Baseline.UNAIDED,
        Optional.empty(),
        provenance);
  }

  /** Copies what could change. */
  public AuditReport {
    methods = List.copyOf(methods);
    references = List.copyOf(references);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** The audited set. */
  public MethodReport audited() {
    return method(subject).orElseThrow();
  }

  /**
   * The report whose verdict counts: that of the whole where this set completes another one, else
   * this report.
   */
  public AuditReport headline() {
    return union.map(whole -> whole.asReport(space)).orElse(this);
  }

  /** What the method {@code prior} makes of the model, where that was measured. */
  public Optional<MethodReport> unaided() {
    return method(AuditScope.UNAIDED).filter(method -> !method.name().equals(subject));
  }

  /**
   * What the report cannot see, and what it saw beside its verdict: a sentence each, the most
   * important ones first; may be empty.
   */
  public List<String> notes() {
    return audited().findings().stream().flatMap(found -> found.notes(space).stream()).toList();
  }

  private Optional<MethodReport> method(String name) {
    return methods.stream().filter(method -> method.name().equals(name)).findFirst();
  }

  /** The same report with a section on how the set was made. */
  public AuditReport with(GenerationReport made) {
    return new AuditReport(
        space,
        target,
        subject,
        methods,
        references,
        Optional.of(made),
        fit,
        baseline,
        union,
        provenance);
  }

  /** The same report with a section on the mixture. */
  public AuditReport with(FitReport mixture) {
    return new AuditReport(
        space,
        target,
        subject,
        methods,
        references,
        generation,
        Optional.of(mixture),
        baseline,
        union,
        provenance);
  }

  /** The same report with its provenance. */
  public AuditReport withProvenance(Map<String, String> named) {
    return new AuditReport(
        space, target, subject, methods, references, generation, fit, baseline, union, named);
  }
}
