package dev.isonomy.spark;

import dev.isonomy.mixture.fit.Accumulator;
import dev.isonomy.mixture.fit.FitListener;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.MixtureFit;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.fit.MixtureStart;
import dev.isonomy.mixture.fit.Responsibilities;
import dev.isonomy.mixture.fit.StartSearch;
import dev.isonomy.mixture.fit.SufficientStatistics;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.broadcast.Broadcast;

/**
 * EM over blocks of rows on a cluster: one pass surveys the rows, then they are fitted any number
 * of times.
 */
final class DistributedFit {
  /** The largest sample, 128 MB of doubles, because it is collected on the driver. */
  private static final int MOST_SAMPLED_NUMBERS = 1 << 24;

  /**
   * A smaller E-step is sent with the tasks. Spark broadcasts their code anyway, and a second
   * broadcast would take longer than the products of narrow rows.
   */
  private static final long FEWEST_BYTES_TO_BROADCAST = 1 << 16;

  private final JavaRDD<RowBlock> blocks;
  private final Moments moments;
  private final RowBlock sample;
  private final int depth;

  private DistributedFit(JavaRDD<RowBlock> blocks, RowSurvey survey, int depth) {
    this.blocks = blocks;
    this.moments = survey.checkedMoments();
    MixtureFit.checkMoments(moments);
    this.sample = survey.sample();
    this.depth = depth;
  }

  /**
   * Surveys all rows.
   *
   * @throws dev.isonomy.error.UserException if a row must be refused, or no mixture can be fitted
   */
  static DistributedFit over(JavaRDD<BlockOrRefusal> parts, int dimension, MixtureParams params) {
    int depth = params.getAggregationDepth();
    int most = Math.min(params.getRestartSampleSize(), mostPerCell(dimension, params));
    Moments empty = MixtureFit.emptyMoments(params.settings().covarianceType(), dimension);
    RowSurvey survey = RowSurvey.of(parts, empty, params.getSeed(), most, depth);
    return new DistributedFit(parts.map(BlockOrRefusal::block), survey, depth);
  }

  /** The most sampled rows per cell (and without a cell) that keep the sample within its limit. */
  private static int mostPerCell(int dimension, MixtureParams params) {
    boolean labelled = params.isDefined(params.labelCol());
    int cells = 1 + (labelled ? params.getK() / params.getSeedsPerCell() : 0);
    return Math.max(1 + params.getSeedsPerCell(), MOST_SAMPLED_NUMBERS / dimension / cells);
  }

  /** Starts on the sample, then iterates over all rows. */
  FitResult fit(MixtureSettings settings, FitListener listener) {
    MixtureStart start = StartSearch.best(sample, settings, MatrixKernels.fastest(), listener);
    return MixtureFit.iterate(
        start,
        moments,
        settings,
        blocks.getNumPartitions(),
        step -> expectation(blocks, step, depth),
        listener);
  }

  /** The sum of the rows' weights. */
  double weight() {
    return moments.weight();
  }

  /** One E-step over all blocks: a statistic per partition, merged in a tree. */
  static SufficientStatistics expectation(
      JavaRDD<RowBlock> blocks, Responsibilities step, int depth) {
    if (step.emptyStatistics().bytes() < FEWEST_BYTES_TO_BROADCAST) {
      return reduce(blocks, () -> step, depth);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(blocks.context());
    Broadcast<Responsibilities> broadcast = context.broadcast(step);
    try {
      return reduce(blocks, broadcast::value, depth);
    } finally {
      broadcast.destroy();
    }
  }

  private static SufficientStatistics reduce(
      JavaRDD<RowBlock> blocks, Function0<Responsibilities> step, int depth) {
    return OrderedTree.reduce(
        blocks, part -> sum(part, step.call()), depth, SufficientStatistics::merge);
  }

  private static SufficientStatistics sum(Iterator<RowBlock> blocks, Responsibilities step) {
    if (!blocks.hasNext()) {
      return step.emptyStatistics();
    }
    Accumulator sum = step.accumulator(MatrixKernels.fastest());
    blocks.forEachRemaining(sum::add);
    return sum.finish();
  }
}
