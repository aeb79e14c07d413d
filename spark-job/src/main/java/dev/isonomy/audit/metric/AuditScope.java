package dev.isonomy.audit.metric;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What sets are measured against.
 *
 * @param target the shares that were wanted
 * @param seed of everything that is simulated
 * @param references real images, by the reference's name
 * @param unaided what the model draws by itself, where that was measured
 * @param training the images that the model was trained on, where they are at hand
 */
public record AuditScope(
    CellDistribution target,
    long seed,
    Map<String, MeasuredSet> references,
    Optional<MeasuredSet> unaided,
    Optional<TrainingImages> training) {
  /** The reference with equal shares: quality within cells is measured against it. */
  public static final String BALANCED = "balanced";

  /** The reference with the world's shares. */
  public static final String NATURAL = "natural";

  /** The method whose images are the model's own. */
  public static final String UNAIDED = "prior";

  /** Copies the map. */
  public AuditScope {
    references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
  }

  /** A scope without references, for sets of which only counts are known. */
  public static AuditScope ofTarget(CellDistribution target, long seed) {
    return new AuditScope(target, seed, Map.of(), Optional.empty(), Optional.empty());
  }

  /** The attributes. */
  public AttributeSpace space() {
    return target.space();
  }

  /** How many cells there are. */
  public int cells() {
    return target.space().cellCount();
  }

  /** The reference whose images are like the audited set's: the balanced one, else any. */
  public Optional<MeasuredSet> yardstick() {
    return Optional.ofNullable(references.get(BALANCED))
        .or(
            () ->
                references.values().stream()
                    .filter(set -> set.tally(RowSample.class).size() > 1)
                    .findFirst());
  }
}
