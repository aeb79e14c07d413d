package dev.isonomy.audit;

import dev.isonomy.audit.measure.BalanceFinding;
import dev.isonomy.audit.measure.FrechetFinding;
import dev.isonomy.audit.measure.LabelReport;
import dev.isonomy.audit.metric.Finding;
import java.util.List;
import java.util.Optional;

/**
 * One set: the audited one, or images drawn by another balance method.
 *
 * @param name such as {@code conditional}
 * @param images how many there are
 * @param findings what each metric found, in the order of the report; balance is among them
 */
public record MethodReport(String name, long images, List<Finding> findings) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if balance is not among the findings
   */
  public MethodReport {
    findings = List.copyOf(findings);
    if (findings.stream().noneMatch(BalanceFinding.class::isInstance)) {
      throw new IllegalArgumentException("findings must have one on balance, for the verdict");
    }
  }

  /** The finding of a class, where a metric found one. */
  public <F extends Finding> Optional<F> finding(Class<F> kind) {
    return findings.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** How far the set is from the wanted shares. */
  public BalanceFinding balance() {
    return finding(BalanceFinding.class).orElseThrow();
  }

  /** The most trustworthy labels that there are: the auditor's, else the labeler's. */
  public LabelReport judged() {
    return balance().judged();
  }

  /** The Frechet distance to a reference, where it was measured. */
  public Optional<FrechetFinding.ToReference> frechet(String reference) {
    return finding(FrechetFinding.class)
        .flatMap(found -> Optional.ofNullable(found.references().get(reference)));
  }
}
