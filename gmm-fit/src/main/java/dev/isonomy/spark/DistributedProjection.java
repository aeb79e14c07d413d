package dev.isonomy.spark;

import dev.isonomy.mixture.fit.FitListener;
import dev.isonomy.mixture.fit.MixtureFit;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.projection.LeadingComponents;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.mixture.projection.PrincipalSettings;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.mixture.projection.ScatterProduct;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Principal components of rows on a cluster. */
final class DistributedProjection {
  private DistributedProjection() {}

  /**
   * Finds the projection that the Params ask for.
   *
   * @throws dev.isonomy.error.UserException if a row must be refused, or there are not so many
   *     components
   */
  static RowProjection projection(
      JavaRDD<BlockOrRefusal> parts, int dimension, MixtureParams params, FitListener listener) {
    PrincipalSettings settings = params.principalSettings();
    if (settings.isNone()) {
      return new RowProjection.Identity(dimension);
    }
    int sought = settings.sought(dimension);
    boolean dense = dimension <= PrincipalSettings.MOST_DENSE_DIMENSION;
    Moments empty = dense ? Moments.empty(dimension) : Moments.emptyOfVariances(dimension);
    Moments moments =
        RowSurvey.of(parts, empty, 0, 0, params.getAggregationDepth()).checkedMoments();
    MixtureFit.checkMoments(moments);
    AtomicInteger passes = new AtomicInteger();
    PrincipalComponents all =
        dense
            ? PrincipalComponents.of(moments, sought)
            : LeadingComponents.of(
                moments,
                sought,
                basis -> {
                  listener.reached(
                      String.format(
                          Locale.ROOT,
                          "%d principal components of %,d numbers, pass %d over all rows",
                          sought,
                          dimension,
                          passes.incrementAndGet()));
                  return product(parts, basis, params.getAggregationDepth());
                });
    return settings
        .select(all)
        .withResidualOfAtLeast(params.getCovarianceFloor() * moments.meanVariance());
  }

  private static ScatterProduct product(
      JavaRDD<BlockOrRefusal> parts, ScatterProduct.Basis basis, int depth) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(parts.context());
    Broadcast<ScatterProduct.Basis> broadcast = context.broadcast(basis);
    try {
      return OrderedTree.reduce(
          parts,
          part -> {
            ScatterProduct sum = new ScatterProduct(broadcast.value());
            part.forEachRemaining(
                each -> sum.add(each.block(), broadcast.value(), MatrixKernels.fastest()));
            return sum;
          },
          depth,
          ScatterProduct::merge);
    } finally {
      broadcast.destroy();
    }
  }

  /** The projections of all rows, or the rows themselves if nothing is projected. */
  static JavaRDD<BlockOrRefusal> project(JavaRDD<BlockOrRefusal> parts, RowProjection projection) {
    if (projection instanceof RowProjection.Identity) {
      return parts;
    }
    Broadcast<RowProjection> broadcast =
        JavaSparkContext.fromSparkContext(parts.context()).broadcast(projection);
    return parts.map(
        each ->
            each.refusal() != null
                ? each
                : BlockOrRefusal.of(
                    broadcast.value().project(each.block(), MatrixKernels.fastest())));
  }
}
