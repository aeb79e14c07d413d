package dev.isonomy.audit;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
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
    Map<String, String> provenance) {

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

  /** What the model does unaided, where that was measured. */
  public Optional<MethodReport> unaided() {
    return method("prior").filter(method -> !method.name().equals(subject));
  }

  private Optional<MethodReport> method(String name) {
    return methods.stream().filter(method -> method.name().equals(name)).findFirst();
  }

  /** The same report with a section on how the set was made. */
  public AuditReport with(GenerationReport made) {
    return new AuditReport(
        space, target, subject, methods, references, Optional.of(made), fit, provenance);
  }

  /** The same report with a section on the mixture. */
  public AuditReport with(FitReport mixture) {
    return new AuditReport(
        space, target, subject, methods, references, generation, Optional.of(mixture), provenance);
  }

  /** The same report with its provenance. */
  public AuditReport withProvenance(Map<String, String> named) {
    return new AuditReport(space, target, subject, methods, references, generation, fit, named);
  }
}
