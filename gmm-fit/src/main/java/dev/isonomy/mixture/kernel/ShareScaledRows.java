package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.ArraySize;

/**
 * Rows multiplied by the root of their share, collected per component until they fill a product.
 * Rows with a negligible share are left out: most rows, if components lie apart.
 */
final class ShareScaledRows {
  /** Rows per product: the product then takes longer than the copy to its engine. */
  private static final int MOST = 256;

  /** Receives the collected rows. */
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
      rows[k] = new double[ArraySize.of("the rows of a component", MOST, d)];
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

  /** Passes on the rows that a component has collected. */
  void flush(int k) {
    if (counts[k] > 0) {
      sink.addGram(k, counts[k], rows[k]);
      counts[k] = 0;
    }
  }
}
