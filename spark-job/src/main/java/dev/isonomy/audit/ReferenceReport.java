package dev.isonomy.audit;

import dev.isonomy.audit.metric.Confusions;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.metric.ConfusionMatrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** The report on a reference of so many cells. */
  static ReferenceReport of(MeasuredSet reference, int cells) {
    Confusions confusions = Confusions.of(reference, cells);
    return new ReferenceReport(
        reference.name(),
        reference.images(),
        confusions.labeler(),
        confusions.auditor(),
        confusions
            .labeler()
            .or(confusions::auditor)
            .map(truth -> shares(truth, reference.images()))
            .orElse(List.of()));
  }

  private static List<Double> shares(ConfusionMatrix truth, long images) {
    return IntStream.range(0, truth.size())
        .mapToObj(cell -> (double) truth.truthCount(cell) / images)
        .toList();
  }
}
