package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.kernel.RowLoops;
import dev.isonomy.mixture.kernel.RowTile;
import java.util.Arrays;

/**
 * Sums the statistics of blocks of rows in one thread. Its memory depends on K and d only, not on
 * the number of rows.
 */
public final class Accumulator {
  private final Responsibilities step;
  private final MatrixKernel kernel;
  private final SufficientStatistics statistics;
  private final RowTile tile;
  private final Expectation.JointDensities densities;
  private final Expectation.SecondMoments secondMoments;
  private final double[] logDensity = new double[MatrixKernel.MOST_ROWS];

  Accumulator(Responsibilities step, MatrixKernel kernel) {
    this.step = step;
    this.kernel = kernel;
    this.statistics = step.emptyStatistics();
    this.tile = step.tile();
    this.densities = step.expectation().densities(tile, kernel);
    this.secondMoments = step.expectation().secondMoments(tile, statistics, kernel);
  }

  /**
   * Adds rows by their responsibilities.
   *
   * @param block the rows
   */
  public void add(RowBlock block) {
    for (int from = 0; from < block.rows(); from += tile.rows()) {
      tile.take(block, from);
      densities.fill();
      step.normalize(tile, logDensity);
      addTile();
    }
  }

  /**
   * Adds rows that belong to one component each.
   *
   * @param block the rows
   * @param component the component of each row
   */
  void addAssigned(RowBlock block, int[] component) {
    Arrays.fill(logDensity, 0);
    for (int from = 0; from < block.rows(); from += tile.rows()) {
      tile.take(block, from);
      for (double[] each : tile.shares()) {
        Arrays.fill(each, 0);
      }
      for (int r = 0; r < tile.rows(); r++) {
        tile.shares()[component[from + r]][r] = 1;
      }
      addTile();
    }
  }

  private void addTile() {
    int m = tile.rows();
    double[] weights = tile.weights();
    double logLikelihood = 0;
    for (int r = 0; r < m; r++) {
      if (weights[r] > 0) {
        logLikelihood += weights[r] * logDensity[r];
      }
    }
    statistics.addRows(m, RowLoops.sum(m, weights), logLikelihood);
    double[] shares = tile.terms();
    int components = statistics.components();
    for (int k = 0; k < components; k++) {
      double[] each = tile.shares()[k];
      RowLoops.multiply(m, weights, each);
      statistics.weights()[k] += RowLoops.sum(m, each);
      System.arraycopy(each, 0, shares, k * m, m);
    }
    kernel.multiply(components, statistics.dimension(), m, shares, tile.x(), statistics.first());
    secondMoments.add(shares);
  }

  /** The statistics of all rows added; nothing may be added afterwards. */
  public SufficientStatistics finish() {
    try (densities;
        secondMoments) {
      secondMoments.finish();
    }
    return statistics;
  }
}
