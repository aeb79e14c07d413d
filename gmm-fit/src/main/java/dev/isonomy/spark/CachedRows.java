package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.MixtureFit;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.fit.MixtureStart;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;

/**
 * A data set in cached blocks, to be fitted several times from starts of the caller. {@link
 * IsonomyGaussianMixture} finds its start itself.
 */
public final class CachedRows implements AutoCloseable {
  private final JavaRDD<BlockOrRefusal> parts;
  private final Moments moments;
  private final int depth;

  private CachedRows(JavaRDD<BlockOrRefusal> parts, Moments moments, int depth) {
    this.parts = parts;
    this.moments = moments;
    this.depth = depth;
  }

  /**
   * Reads and caches the rows.
   *
   * @param dataset the rows
   * @param params name the columns and the depth of the aggregation
   * @return the rows, to be closed
   * @throws UserException if a column or row cannot be used, or all rows are equal
   */
  public static CachedRows of(Dataset<?> dataset, MixtureParams params) {
    BlockRows rows = BlockRows.of(dataset, params);
    int d = rows.dimension();
    JavaRDD<BlockOrRefusal> parts = rows.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    try {
      int depth = params.getAggregationDepth();
      Moments moments = RowSurvey.of(parts, Moments.empty(d), 0, 1, depth).checkedMoments();
      MixtureFit.checkMoments(moments);
      return new CachedRows(parts, moments, depth);
    } catch (RuntimeException e) {
      RowCache.release(parts);
      throw e;
    }
  }

  /** The moments of all rows. */
  public Moments moments() {
    return moments;
  }

  /**
   * Continues from a mixture.
   *
   * @param start a mixture of the settings' kind; labels are not used
   * @param settings the limits and the floor
   * @return the mixture and its trace
   */
  public FitResult fit(GaussianMixture start, MixtureSettings settings) {
    int[] cells = new int[start.componentCount()];
    Arrays.fill(cells, RowBlock.NO_CELL);
    JavaRDD<RowBlock> blocks = parts.map(BlockOrRefusal::block);
    return MixtureFit.iterate(
        new MixtureStart(start, cells),
        moments,
        settings,
        blocks.getNumPartitions(),
        step -> DistributedFit.expectation(blocks, step, depth));
  }

  /**
   * The mean log-likelihood of a row.
   *
   * @param mixture the mixture
   * @return nats per row
   */
  public double meanLogLikelihood(GaussianMixture mixture) {
    MixtureSettings none =
        MixtureSettings.of(mixture.componentCount())
            .withCovarianceType(mixture.covariance().type())
            .withLimits(0, 0);
    return fit(mixture, none).meanLogLikelihood();
  }

  @Override
  public void close() {
    RowCache.release(parts);
  }
}
