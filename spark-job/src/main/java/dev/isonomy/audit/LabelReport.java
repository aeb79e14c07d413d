package dev.isonomy.audit;

import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.Correction;
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
 * @param correction for the labeler's errors, where they are known and leave the cells apart
 * @param attributes balance of each attribute alone, by its name
 * @param attributeCorrections the same correction of each attribute alone: it may be possible where
 *     that of the cells is not
 */
public record LabelReport(
    List<Long> counts,
    BootstrappedBalance raw,
    Correction correction,
    Map<String, Balance> attributes,
    Map<String, Correction> attributeCorrections) {

  /** Copies what could change. */
  public LabelReport {
    counts = List.copyOf(counts);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    attributeCorrections = Collections.unmodifiableMap(new LinkedHashMap<>(attributeCorrections));
  }

  /** Balance of the true cells, where it can be told. */
  public Optional<BootstrappedBalance> corrected() {
    return correction.balance();
  }

  /** Whether the labeler's errors are known to be such that its labels do not tell the cells. */
  public boolean isUnidentifiable() {
    return corrected().isEmpty() && correction.conditionNumber().isPresent();
  }
}
