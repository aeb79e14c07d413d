package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.Interval;
import java.util.Arrays;
import java.util.List;

/** Compares the audited set with all training images, in one pass over these. */
public final class MemorizationMetric implements Metric {
  private static final double CLOSEST = 0.01;

  /** Rounding of one image judged twice, relative to the features' length. */
  private static final double SAME = 1e-5;

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  /** Looks for copies in the audited set; finds nothing without training images or features. */
  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    float[][] audited = set.tally(RowSample.class).rows();
    if (!set.isAudited() || scope.training().isEmpty() || audited.length == 0) {
      return Finding.NOTHING;
    }
    float[][] real =
        scope
            .yardstick()
            .map(reference -> reference.tally(RowSample.class).rows())
            .orElse(new float[0][]);
    float[][] probes = Arrays.copyOf(real, real.length + audited.length);
    System.arraycopy(audited, 0, probes, real.length, audited.length);
    double[] nearest = scope.training().orElseThrow().nearest(probes);
    return Double.isInfinite(nearest[0])
        ? Finding.NOTHING
        : finding(
            Arrays.copyOf(nearest, real.length),
            Arrays.copyOfRange(nearest, real.length, nearest.length),
            SAME * length(audited));
  }

  /**
   * Compares distances to the nearest training image.
   *
   * @param real of real images
   * @param audited of the audited images
   * @param same up to which distance two images are one
   */
  private static MemorizationFinding finding(double[] real, double[] audited, double same) {
    double[] unseen = Arrays.stream(real).filter(d -> d > same).sorted().toArray();
    double threshold =
        unseen.length < MemorizationFinding.FEWEST_UNSEEN
            ? 0
            : unseen[(int) (CLOSEST * unseen.length)];
    long within = count(audited, Math.max(threshold, same));
    return new MemorizationFinding(
        threshold,
        (double) within / audited.length,
        Interval.wilson(within, audited.length),
        audited.length,
        count(audited, same),
        unseen.length,
        real.length - unseen.length);
  }

  private static long count(double[] distances, double most) {
    return Arrays.stream(distances).filter(d -> d <= most).count();
  }

  /** The root mean square length of rows. */
  private static double length(float[][] rows) {
    double squares = 0;
    for (float[] row : rows) {
      for (float x : row) {
        squares += (double) x * x;
      }
    }
    return Math.sqrt(squares / rows.length);
  }
}
