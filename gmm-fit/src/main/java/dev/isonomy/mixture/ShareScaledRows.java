package dev.isonomy.mixture;

/**
 * Rows times the root of their share, collected per component until there are enough of them for
 * one product. Rows with a negligible share are left out, which is most of them where components
 * lie apart.
 */
final class ShareScaledRows {
  /** Enough that the product outweighs handing it over. */
  private static final int MOST = 256;

  /** Takes what has been collected. */
  interface Sink {
    /**
     * Adds the Gram matrix of rows to a component's scatter.
     *
     * @param k the component
     * @param count how many rows
     * @param rows count x d
     */
    void addGram(int k, int count, double[] rows);
  }

  private final int d;
  private final Sink sink;
  private final double[][] rows; // null until a component has one
  private final int[] counts;

  ShareScaledRows(int components, int d, Sink sink) {
    this.d = d;
    this.sink = sink;
    this.rows = new double[components][];
    this.counts = new int[components];
  }

  void add(int m, double[] x, double[][] shares) {
    for (int k = 0; k < rows.length; k++) {
      for (int r = 0; r < m; r++) {
        if (shares[k][r] > Scatters.NEGLIGIBLE) {
          add(k, Math.sqrt(shares[k][r]), x, r * d);
        }
      }
    }
  }

  private void add(int k, double root, double[] x, int from) {
    if (rows[k] == null) {
      rows[k] = new double[MOST * d];
    }
    double[] all = rows[k];
    int to = counts[k] * d;
    for (int i = 0; i < d; i++) {
      all[to + i] = root * x[from + i];
    }
    counts[k]++;
    if (counts[k] == MOST) {
      flush(k);
    }
  }

  /** Hands over what a component has. */
  void flush(int k) {
    if (counts[k] > 0) {
      sink.addGram(k, counts[k], rows[k]);
      counts[k] = 0;
    }
  }
}
