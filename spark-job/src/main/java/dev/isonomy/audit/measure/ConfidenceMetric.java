package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The labeler's mean confidence in each cell's labels. */
public final class ConfidenceMetric implements Metric {
  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new ConfidenceTally(size.cells()));
  }

  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    ConfidenceTally tally = set.tally(ConfidenceTally.class);
    return new ConfidenceFinding(IntStream.range(0, scope.cells()).mapToObj(tally::mean).toList());
  }

  private static final class ConfidenceTally implements Tally<ConfidenceTally> {
    private static final long serialVersionUID = 1L;

    private final double[] sums;
    private final long[] images;

    ConfidenceTally(int cells) {
      sums = new double[cells];
      images = new long[cells];
    }

    @Override
    public void add(AuditImage image) {
      if (image.labeler() >= 0) {
        sums[image.labeler()] += image.confidence();
        images[image.labeler()]++;
      }
    }

    @Override
    public void merge(ConfidenceTally other) {
      for (int cell = 0; cell < sums.length; cell++) {
        sums[cell] += other.sums[cell];
        images[cell] += other.images[cell];
      }
    }

    /** Nothing for a cell without images, or with an image of unknown confidence. */
    OptionalDouble mean(int cell) {
      double mean = sums[cell] / images[cell];
      return Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean);
    }
  }

  /**
   * Confidence in each cell.
   *
   * @param cells the mean confidence of their labels, where it is known
   */
  public record ConfidenceFinding(List<OptionalDouble> cells) implements Finding {
    private record CellJson(OptionalDouble labelConfidence) {}

    /** Copies the list. */
    public ConfidenceFinding {
      cells = List.copyOf(cells);
    }

    @Override
    public Optional<Object> json(int cell) {
      return Optional.of(new CellJson(cells.get(cell)));
    }
  }
}
