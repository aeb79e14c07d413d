package dev.isonomy.audit;

import dev.isonomy.metric.ConfusionMatrix;
import java.util.List;
import java.util.Optional;

/**
 * A reference set.
 *
 * @param name {@code natural} (the world's own shares) or {@code balanced}
 * @param images how many there are
 * @param labeler its confusions, where the truth is known
 * @param auditor its confusions, where the truth is known
 * @param shares true shares of the cells, empty where the truth is not known
 */
public record ReferenceReport(
    String name,
    long images,
    Optional<ConfusionMatrix> labeler,
    Optional<ConfusionMatrix> auditor,
    List<Double> shares) {

  /** Copies the shares. */
  public ReferenceReport {
    shares = List.copyOf(shares);
  }
}
