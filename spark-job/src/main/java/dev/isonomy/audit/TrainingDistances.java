package dev.isonomy.audit;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.TrainingImages;
import dev.isonomy.metric.NearestDistances;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Distances to training images by one Spark job: they pass by on executors, the probes are sent.
 *
 * @param training all images that the model was trained on, with features
 */
record TrainingDistances(JavaRDD<AuditImage> training) implements TrainingImages {
  private static final int TREE_DEPTH = 2;

  @Override
  public double[] nearest(float[][] probes) {
    Broadcast<float[][]> sent =
        JavaSparkContext.fromSparkContext(training.context()).broadcast(probes);
    double[] distances =
        training
            .mapPartitions(rows -> pass(rows, sent.value()).iterator())
            .treeAggregate(
                new NearestDistances(probes.length),
                NearestDistances::merge,
                NearestDistances::merge,
                TREE_DEPTH)
            .distances();
    sent.destroy();
    return distances;
  }

  private static List<NearestDistances> pass(Iterator<AuditImage> rows, float[][] probes) {
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
