package dev.isonomy.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums the statistics of blocks of rows in one thread; its memory depends on K and d only, never on
 * the number of rows.
 */
public final class Accumulator {
  private final Responsibilities step;
  private final MatrixKernel kernel;
  private final SufficientStatistics statistics;
  private final int components;
  private final int d;
  private final Slice slice;
  private final Distances distances; // full covariances only
  private final Scatters scatters; // full covariances only, of all components but the rest
  private final double[][] scatterShares; // the slice's, without those of the rest
  private final double[] logDensity = new double[MatrixKernel.MOST_ROWS];

  Accumulator(Responsibilities step, MatrixKernel kernel) {
    this.step = step;
    this.kernel = kernel;
    this.statistics = step.emptyStatistics();
    this.components = statistics.components();
    this.d = statistics.dimension();
    this.slice = step.slice();
    this.distances = step.distances(kernel);
    this.scatterShares = without(statistics.rest(), slice.shares());
    this.scatters =
        statistics.type() == CovarianceType.FULL ? kernel.scatters(scatterShares.length, d) : null;
  }

  private static double[][] without(int index, double[][] all) {
    List<double[]> others = new ArrayList<>(Arrays.asList(all));
    if (index >= 0) {
      others.remove(index);
    }
    return others.toArray(new double[0][]);
  }

  /**
   * Adds rows by their responsibilities.
   *
   * @param block the rows
   */
  public void add(RowBlock block) {
    for (int from = 0; from < block.rows(); from += slice.rows()) {
      slice.take(block, from);
      step.logJoint(slice, distances, kernel);
      step.normalize(slice, logDensity);
      addSlice();
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
    for (int from = 0; from < block.rows(); from += slice.rows()) {
      slice.take(block, from);
      for (double[] each : slice.shares()) {
        Arrays.fill(each, 0);
      }
      for (int r = 0; r < slice.rows(); r++) {
        slice.shares()[component[from + r]][r] = 1;
      }
      addSlice();
    }
  }

  private void addSlice() {
    int m = slice.rows();
    double[] weights = slice.weights();
    double logLikelihood = 0;
    for (int r = 0; r < m; r++) {
      if (weights[r] > 0) {
        logLikelihood += weights[r] * logDensity[r];
      }
    }
    statistics.addRows(m, sum(m, weights), logLikelihood);
    addShares(m);
  }

  private void addShares(int m) {
    double[] shares = slice.terms();
    for (int k = 0; k < components; k++) {
      double[] each = slice.shares()[k];
      multiply(m, slice.weights(), each);
      statistics.weights()[k] += sum(m, each);
      System.arraycopy(each, 0, shares, k * m, m);
    }
    double[] x = slice.x();
    kernel.multiply(components, d, m, shares, x, statistics.first());
    switch (statistics.type()) {
      case TIED -> {}
      case FULL -> scatters.add(m, x, slice.transposed(), scatterShares);
      case DIAGONAL -> addSquares(m, shares);
      case SPHERICAL -> addNorms(m, slice.squaredNorms(), shares);
      case LOW_RANK -> {
        addSquares(m, shares);
        addAlongDirections(m, x, shares);
      }
    }
  }

  private static void multiply(int m, double[] factors, double[] products) {
    for (int r = 0; r < m; r++) {
      products[r] *= factors[r];
    }
  }

  /** Four sums side by side: a processor adds to one only after the last addition to it. */
  private static double sum(int m, double[] numbers) {
    double a = 0;
    double b = 0;
    double c = 0;
    double e = 0;
    int r = 0;
    for (; r + 4 <= m; r += 4) {
      a += numbers[r];
      b += numbers[r + 1];
      c += numbers[r + 2];
      e += numbers[r + 3];
    }
    for (; r < m; r++) {
      a += numbers[r];
    }
    return (a + b) + (c + e);
  }

  private void addSquares(int m, double[] shares) {
    double[] sums = new double[components * d];
    kernel.multiply(components, d, m, shares, slice.squares(), sums);
    for (int k = 0; k < components; k++) {
      double[] second = statistics.second(k);
      for (int i = 0; i < d; i++) {
        second[i] += sums[(k * d) + i];
      }
    }
  }

  /** sum_i w_i r_ik (C_k x_i) x_i^T, r x d, after the squares. */
  private void addAlongDirections(int m, double[] x, double[] shares) {
    double[] along = step.alongDirections(slice, kernel);
    int rank = along.length / (components * m);
    double[] weighted = new double[rank * m];
    for (int k = 0; k < components; k++) {
      boolean any = false;
      for (int r = 0; r < m; r++) {
        double share = shares[(k * m) + r];
        any |= share > Scatters.NEGLIGIBLE;
        for (int a = 0; a < rank; a++) {
          weighted[(a * m) + r] = share * along[(((k * rank) + a) * m) + r];
        }
      }
      if (any) {
        double[] products = new double[rank * d];
        kernel.multiply(rank, d, m, weighted, x, products);
        double[] second = statistics.second(k);
        for (int at = 0; at < products.length; at++) {
          second[d + at] += products[at];
        }
      }
    }
  }

  private void addNorms(int m, double[] squaredNorms, double[] shares) {
    for (int k = 0; k < components; k++) {
      double sum = 0;
      for (int r = 0; r < m; r++) {
        sum += shares[(k * m) + r] * squaredNorms[r];
      }
      statistics.second(k)[0] += sum;
    }
  }

  /** The statistics of all rows added; nothing may be added afterwards. */
  public SufficientStatistics finish() {
    if (scatters != null) {
      int rest = statistics.rest();
      for (int k = 0; k < scatterShares.length; k++) {
        scatters.addTo(k, statistics.second(k < rest ? k : k + 1));
      }
      scatters.close();
      distances.close();
    }
    return statistics;
  }
}
