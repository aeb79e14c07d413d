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
  private static final int FEWEST_ROWS = 20;
  private static final int TREE_DEPTH = 2;

  private TrainingDistances() {}

  /**
   * Looks for copies.
   *
   * @param training all images that the model was trained on, with features
   * @param unseen features of real images that it was not trained on
   * @param audited features of the audited images
   * @return nothing if there are too few of one of them
   */
  static Optional<Memorization> memorization(
      JavaRDD<AuditRow> training, float[][] unseen, float[][] audited) {
    if (unseen.length < FEWEST_ROWS || audited.length == 0) {
      return Optional.empty();
    }
    float[][] probes = Arrays.copyOf(unseen, unseen.length + audited.length);
    System.arraycopy(audited, 0, probes, unseen.length, audited.length);
    double[] nearest = nearest(training, probes);
    if (Double.isInfinite(nearest[0])) {
      return Optional.empty();
    }
    double[] usual = Arrays.copyOf(nearest, unseen.length);
    Arrays.sort(usual);
    double threshold = usual[(int) (CLOSEST * usual.length)];
    long below =
        Arrays.stream(nearest, unseen.length, nearest.length).filter(d -> d < threshold).count();
    return Optional.of(
        new Memorization(
            threshold,
            (double) below / audited.length,
            Interval.wilson(below, audited.length),
            audited.length));
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
