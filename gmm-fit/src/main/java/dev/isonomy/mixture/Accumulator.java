package dev.isonomy.mixture;

/**
 * Sums the statistics of blocks of rows in one thread; its memory depends on K and d only, never on
 * the number of rows.
 */
public final class Accumulator {
  /** Rows with a smaller share in a component are left out of its scatter. */
  private static final double NEGLIGIBLE = 1e-9;

  /** Scaled rows that wait for one product: enough that the product outweighs handing it over. */
  private static final int WAITING_ROWS = 256;

  private final Responsibilities step;
  private final MatrixKernel kernel;
  private final SufficientStatistics statistics;
  private final int components;
  private final int d;
  private final double[][] dense; // full: d x d per component, upper triangles
  private final double[][] waiting; // full: WAITING_ROWS x d per component, times sqrt(w_i r_ik)
  private final int[] waitingRows;

  Accumulator(Responsibilities step, MatrixKernel kernel) {
    this.step = step;
    this.kernel = kernel;
    this.statistics = step.emptyStatistics();
    this.components = statistics.components();
    this.d = statistics.dimension();
    boolean full = statistics.type() == CovarianceType.FULL;
    this.dense = new double[full ? components : 0][full ? d * d : 0];
    this.waiting = new double[full ? components : 0][full ? WAITING_ROWS * d : 0];
    this.waitingRows = new int[full ? components : 0];
  }

  /**
   * Adds rows by their responsibilities.
   *
   * @param block the rows
   */
  public void add(RowBlock block) {
    int m = block.rows();
    double[] x = step.centred(block);
    double[] shares = step.logJoint(m, x, kernel);
    double[] logDensity = step.normalize(block, shares);
    double total = 0;
    double logLikelihood = 0;
    for (int r = 0; r < m; r++) {
      double w = block.weight(r);
      total += w;
      if (w > 0) {
        logLikelihood += w * logDensity[r];
      }
    }
    statistics.addRows(m, total, logLikelihood);
    addShares(block, x, shares);
  }

  /**
   * Adds rows that belong to one component each.
   *
   * @param block the rows
   * @param component the component of each row
   */
  void addAssigned(RowBlock block, int[] component) {
    int m = block.rows();
    double[] shares = new double[components * m];
    double total = 0;
    for (int r = 0; r < m; r++) {
      shares[(component[r] * m) + r] = 1;
      total += block.weight(r);
    }
    statistics.addRows(m, total, 0);
    addShares(block, step.centred(block), shares);
  }

  private void addShares(RowBlock block, double[] x, double[] shares) {
    int m = block.rows();
    for (int k = 0; k < components; k++) {
      double sum = 0;
      for (int r = 0; r < m; r++) {
        shares[(k * m) + r] *= block.weight(r);
        sum += shares[(k * m) + r];
      }
      statistics.weights()[k] += sum;
    }
    kernel.multiply(components, d, m, shares, x, statistics.first());
    switch (statistics.type()) {
      case TIED -> {}
      case FULL -> addScatter(m, x, shares);
      case DIAGONAL -> addSquares(m, x, shares);
      case SPHERICAL -> addNorms(m, x, shares);
      case LOW_RANK -> {
        addSquares(m, x, shares);
        addAlongDirections(m, x, shares);
      }
    }
  }

  private void addScatter(int m, double[] x, double[] shares) {
    for (int k = 0; k < components; k++) {
      double[] rows = waiting[k];
      for (int r = 0; r < m; r++) {
        double share = shares[(k * m) + r];
        if (share > NEGLIGIBLE) {
          double root = Math.sqrt(share);
          int to = waitingRows[k] * d;
          System.arraycopy(x, r * d, rows, to, d);
          for (int i = to; i < to + d; i++) {
            rows[i] *= root;
          }
          waitingRows[k]++;
          if (waitingRows[k] == WAITING_ROWS) {
            addWaiting(k);
          }
        }
      }
    }
  }

  private void addWaiting(int k) {
    if (waitingRows[k] > 0) {
      kernel.addGram(waitingRows[k], d, waiting[k], dense[k]);
      waitingRows[k] = 0;
    }
  }

  private void addSquares(int m, double[] x, double[] shares) {
    double[] squares = new double[m * d];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = x[i] * x[i];
    }
    double[] sums = new double[components * d];
    kernel.multiply(components, d, m, shares, squares, sums);
    for (int k = 0; k < components; k++) {
      double[] second = statistics.second(k);
      for (int i = 0; i < d; i++) {
        second[i] += sums[(k * d) + i];
      }
    }
  }

  /** sum_i w_i r_ik (C_k x_i) x_i^T, r x d, after the squares. */
  private void addAlongDirections(int m, double[] x, double[] shares) {
    double[] along = step.alongDirections(m, x, kernel);
    int rank = along.length / (components * m);
    double[] weighted = new double[rank * m];
    for (int k = 0; k < components; k++) {
      boolean any = false;
      for (int r = 0; r < m; r++) {
        double share = shares[(k * m) + r];
        any |= share > NEGLIGIBLE;
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

  private void addNorms(int m, double[] x, double[] shares) {
    for (int r = 0; r < m; r++) {
      double norm = 0;
      for (int i = r * d; i < (r + 1) * d; i++) {
        norm += x[i] * x[i];
      }
      for (int k = 0; k < components; k++) {
        statistics.second(k)[0] += shares[(k * m) + r] * norm;
      }
    }
  }

  /** The statistics of all rows added; nothing may be added afterwards. */
  public SufficientStatistics finish() {
    for (int k = 0; k < dense.length; k++) {
      addWaiting(k);
      waiting[k] = null;
      Packed.add(statistics.second(k), Packed.pack(d, dense[k]));
      dense[k] = null;
    }
    return statistics;
  }
}
