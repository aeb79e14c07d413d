package dev.isonomy.audit;

import dev.isonomy.metric.NearDuplicates;
import dev.isonomy.metric.NoiseFloor;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One set: the audited one, or images drawn by another balance method.
 *
 * @param name such as {@code conditional}
 * @param images how many there are
 * @param noiseFloor what a perfectly balanced set of this size shows
 * @param labeler balance by the labeler
 * @param auditor balance by the independent auditor
 * @param agreement share of images to which labeler and auditor give the same cell
 * @param quality by the reference's name
 * @param nearDuplicates inside a sample of the set
 * @param memorization against the training images
 * @param cells quality cell by cell, empty where nothing is known
 */
public record MethodReport(
    String name,
    long images,
    NoiseFloor noiseFloor,
    Optional<LabelReport> labeler,
    Optional<LabelReport> auditor,
    OptionalDouble agreement,
    Map<String, QualityReport> quality,
    Optional<NearDuplicates> nearDuplicates,
    Optional<Memorization> memorization,
    List<CellQuality> cells) {

  /** Copies what could change. */
  public MethodReport {
    quality = Collections.unmodifiableMap(new LinkedHashMap<>(quality));
    cells = List.copyOf(cells);
  }

  /** The cell of which the auditor confirms least; nothing without an auditor. */
  public Optional<CellQuality> weakest() {
    return cells.stream()
        .filter(cell -> cell.agreement().isPresent())
        .min(Comparator.comparingDouble(cell -> cell.agreement().getAsDouble()));
  }

  /** How many images carry a cell's label. */
  public long judgedImages(int cell) {
    return labeler.or(() -> auditor).orElseThrow().counts().get(cell);
  }

  /** The most trustworthy labels there are: the auditor's, else the labeler's. */
  public LabelReport judged() {
    return auditor.or(() -> labeler).orElseThrow();
  }
}
