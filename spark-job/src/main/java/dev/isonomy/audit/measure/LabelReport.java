package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.JsonParts;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.Interval;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Balance by one judge: the labeler or the auditor.
 *
 * @param counts images per cell
 * @param raw balance of the labels as they are
 * @param correction for the judge's errors, where they are known and leave the cells apart
 * @param attributes balance of each attribute alone, by its name
 * @param attributeCorrections the same correction of each attribute alone, which may be possible
 *     where that of the cells is not
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

  /** Whether the judge's known errors are such that its labels do not tell the cells apart. */
  public boolean isUnidentifiable() {
    return corrected().isEmpty() && correction.conditionNumber().isPresent();
  }

  private record Uncertainty(
      OptionalDouble fdUnbiased, Interval fdInterval, Optional<String> noInterval) {}

  private record Breakdown(
      JsonParts corrected, Map<String, Object> attributes, Map<String, Object> cells) {}

  private record NotCorrected(OptionalDouble fd, OptionalDouble kl, String reason) {}

  private record Condition(OptionalDouble conditionNumber) {}

  private record Corrected(Optional<JsonParts> corrected) {}

  private record Share(long count, double share, Interval shareInterval) {}

  private record CorrectedShare(double corrected, Interval correctedInterval) {}

  /** The report as {@code audit.json} has it. */
  JsonParts json(AttributeSpace space) {
    Map<String, Object> byAttribute = new LinkedHashMap<>();
    attributes.forEach(
        (name, balance) ->
            byAttribute.put(
                name,
                JsonParts.of(
                    balance,
                    new Corrected(
                        Optional.ofNullable(attributeCorrections.get(name))
                            .map(LabelReport::json)))));
    Map<String, Object> byCell = new LinkedHashMap<>();
    for (int cell = 0; cell < counts.size(); cell++) {
      byCell.put(space.cellName(cell), share(cell));
    }
    return JsonParts.of(
        raw.balance(), uncertainty(raw), new Breakdown(json(correction), byAttribute, byCell));
  }

  private Object share(int cell) {
    Share share = new Share(counts.get(cell), raw.shares().get(cell), interval(raw, cell));
    return corrected()
        .<Object>map(
            truth ->
                JsonParts.of(
                    share, new CorrectedShare(truth.shares().get(cell), interval(truth, cell))))
        .orElse(share);
  }

  /** A cell's interval; null, as JSON has it, where there is none. */
  private static Interval interval(BootstrappedBalance balance, int cell) {
    return balance.cells().isEmpty() ? null : balance.cells().get(cell);
  }

  private static Uncertainty uncertainty(BootstrappedBalance balance) {
    return new Uncertainty(
        balance.fd().map(fd -> OptionalDouble.of(fd.estimate())).orElse(OptionalDouble.empty()),
        balance.fd().map(fd -> fd.interval()).orElse(null),
        Optional.of(balance.noInterval()).filter(reason -> !reason.isEmpty()));
  }

  private static JsonParts json(Correction correction) {
    Condition condition = new Condition(correction.conditionNumber());
    return correction
        .balance()
        .map(balance -> JsonParts.of(balance.balance(), uncertainty(balance), condition))
        .orElseGet(
            () ->
                JsonParts.of(
                    new NotCorrected(
                        OptionalDouble.empty(), OptionalDouble.empty(), correction.reason()),
                    condition));
  }
}
