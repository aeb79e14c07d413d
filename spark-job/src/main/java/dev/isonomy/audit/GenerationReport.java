package dev.isonomy.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a set was generated.
 *
 * @param images images kept
 * @param draws images drawn for them, over all cells
 * @param seconds wall-clock time of generation
 * @param keptByCell images kept per cell
 * @param drawsByCell draws per cell
 * @param abstentions from how many draws the labeler abstained, where it may
 */
public record GenerationReport(
    long images,
    long draws,
    double seconds,
    List<Long> keptByCell,
    List<Long> drawsByCell,
    Optional<Abstentions> abstentions) {

  /** Copies the counts. */
  public GenerationReport {
    keptByCell = List.copyOf(keptByCell);
    drawsByCell = List.copyOf(drawsByCell);
  }

  /** A report from the counts per cell. */
  public static GenerationReport of(long[] keptByCell, long[] drawsByCell, double seconds) {
    return new GenerationReport(
        Arrays.stream(keptByCell).sum(),
        Arrays.stream(drawsByCell).sum(),
        seconds,
        Arrays.stream(keptByCell).boxed().toList(),
        Arrays.stream(drawsByCell).boxed().toList(),
        Optional.empty());
  }

  /** The same where nothing was rejected: the number of a draw then counts a unit's images. */
  public GenerationReport withEveryDrawKept() {
    return new GenerationReport(images, images, seconds, keptByCell, keptByCell, abstentions);
  }

  /** The same with the labeler's abstentions. */
  public GenerationReport with(Abstentions found) {
    return new GenerationReport(
        images, draws, seconds, keptByCell, drawsByCell, Optional.of(found));
  }

  /** Images kept per second. */
  public double imagesPerSecond() {
    return seconds > 0 ? images / seconds : 0;
  }

  /** Share of a cell's draws that were kept; 1 for a cell that nothing was drawn for. */
  public double acceptance(int cell) {
    return drawsByCell.get(cell) == 0 ? 1 : (double) keptByCell.get(cell) / drawsByCell.get(cell);
  }

  /** The mean of the cells' acceptances. */
  public double meanAcceptance() {
    return IntStream.range(0, drawsByCell.size())
        .filter(cell -> drawsByCell.get(cell) > 0)
        .mapToDouble(this::acceptance)
        .average()
        .orElse(1);
  }

  /** The cell with the lowest acceptance. */
  public int hardestCell() {
    return IntStream.range(0, drawsByCell.size())
        .boxed()
        .min((a, b) -> Double.compare(acceptance(a), acceptance(b)))
        .orElse(0);
  }
}
