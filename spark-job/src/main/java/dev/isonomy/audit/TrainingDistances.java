package dev.isonomy.audit;

import dev.isonomy.metric.Interval;
import dev.isonomy.metric.NearestDistances;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Compares an audited set with all training images, in one pass over these. */
final class TrainingDistances {
  private static final double CLOSEST = 0.01;

  /** Rounding of one image judged twice, relative to the features' length. */
  private static final double SAME = 1e-5;

  private static final int TREE_DEPTH = 2;

  private TrainingDistances() {}

  /**
   * Looks for copies.
   *
   * @param training all images that the model was trained on, with features
   * @param real features of real images; those that are training images are left out
   * @param audited features of the audited images
   * @return nothing without audited or training images
   */
  static Optional<Memorization> memorization(
      JavaRDD<AuditRow> training, float[][] real, float[][] audited) {
    if (audited.length == 0) {
      return Optional.empty();
    }
    float[][] probes = Arrays.copyOf(real, real.length + audited.length);
    System.arraycopy(audited, 0, probes, real.length, audited.length);
    double[] nearest = nearest(training, probes);
    if (Double.isInfinite(nearest[0])) {
      return Optional.empty();
    }
    double same = SAME * length(audited);
    double[] unseen =
        Arrays.stream(nearest, 0, real.length).filter(d -> d > same).sorted().toArray();
    double threshold =
        unseen.length < Memorization.FEWEST_UNSEEN ? 0 : unseen[(int) (CLOSEST * unseen.length)];
    double[] distances = Arrays.copyOfRange(nearest, real.length, nearest.length);
    long within = count(distances, Math.max(threshold, same));
    return Optional.of(
        new Memorization(
            threshold,
            (double) within / audited.length,
            Interval.wilson(within, audited.length),
            audited.length,
            count(distances, same),
            unseen.length,
            real.length - unseen.length));
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

  /** The distance of each probe to the nearest training image; infinite without any. */
  static double[] nearest(JavaRDD<AuditRow> training, float[][] probes) {
    Broadcast<float[][]> sent =
        JavaSparkContext.fromSparkContext(training.context()).broadcast(probes);
    JavaRDD<NearestDistances> parts =
        training.mapPartitions(rows -> pass(rows, sent.value()).iterator());
    double[] distances =
        parts
            .treeAggregate(
                new NearestDistances(probes.length),
                NearestDistances::merge,
                NearestDistances::merge,
                TREE_DEPTH)
            .distances();
    sent.destroy();
    return distances;
  }

  private static List<NearestDistances> pass(Iterator<AuditRow> rows, float[][] probes) {
    NearestDistances nearest = new NearestDistances(probes.length);
    float[][] block = new float[NearestDistances.BLOCK][];
    int filled = 0;
    while (rows.hasNext()) {
      block[filled++] = rows.next().features();
      if (filled == block.length || !rows.hasNext()) {
        nearest.pass(probes, block, filled);
        filled = 0;
      }
    }
    return Collections.singletonList(nearest);
  }
}
