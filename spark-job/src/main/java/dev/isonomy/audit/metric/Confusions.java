package dev.isonomy.audit.metric;

import dev.isonomy.metric.ConfusionMatrix;
import java.util.Optional;

/**
 * How often the judges err on a reference whose truth is known.
 *
 * @param labeler its confusions; empty where the truth is not known or there are too many cells
 * @param auditor likewise
 */
public record Confusions(Optional<ConfusionMatrix> labeler, Optional<ConfusionMatrix> auditor) {
  /** With more cells, confusions are neither kept nor inverted: too few images see each cell. */
  public static final int MOST_CELLS = 64;

  /**
   * The confusions of one reference.
   *
   * @param reference a set with known truth
   * @param cells how many cells there are
   */
  public static Confusions of(MeasuredSet reference, int cells) {
    LabelTally labels = reference.tally(LabelTally.class);
    return new Confusions(
        matrix(labels.truthAndLabeler(), cells), matrix(labels.truthAndAuditor(), cells));
  }

  /** The pairs as a matrix, unless there are none or too many cells. */
  public static Optional<ConfusionMatrix> matrix(CellPairs pairs, int cells) {
    return pairs.isEmpty() || cells > MOST_CELLS
        ? Optional.empty()
        : Optional.of(pairs.matrix(cells));
  }
}
