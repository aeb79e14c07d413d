package dev.isonomy.audit;

import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Balance by one labeler.
 *
 * @param counts images per cell
 * @param raw of the labels as they are
 * @param corrected for the labeler's errors, where its confusion matrix is known
 * @param attributes balance of each attribute alone, by its name
 */
public record LabelReport(
    List<Long> counts,
    BootstrappedBalance raw,
    Optional<BootstrappedBalance> corrected,
    Map<String, Balance> attributes) {

  /** Copies what could change. */
  public LabelReport {
    counts = List.copyOf(counts);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
