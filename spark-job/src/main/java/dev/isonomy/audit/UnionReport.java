package dev.isonomy.audit;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A data set that was completed: existing images as they are labelled, and the audited ones that
 * were made for them, against the shares that both together were to have.
 *
 * @param target the wanted shares of existing and new images together
 * @param existing the existing images alone
 * @param together existing and new images
 */
public record UnionReport(CellDistribution target, MethodReport existing, MethodReport together) {
  /** What the existing images are called. */
  public static final String EXISTING = "existing";

  /** What existing and new images are called. */
  public static final String TOGETHER = "existing and new";

  /** The whole as a report of its own. */
  AuditReport asReport(AttributeSpace space) {
    return new AuditReport(
        space,
        target,
        TOGETHER,
        List.of(existing, together),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
