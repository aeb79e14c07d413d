package dev.isonomy.mixture;

import java.util.Arrays;

/**
 * Products in plain Java. Every inner loop adds a few scaled rows of B to a row of C, contiguous in
 * memory, which the JIT compiler turns into vector instructions; panels of B are kept in the cache.
 */
public final class JavaMatrixKernel implements MatrixKernel {
  /** Rows of B in a panel. */
  private static final int PANEL_ROWS = 64;

  /** Columns of B in a panel: with {@link #PANEL_ROWS}, 128 KB. */
  private static final int PANEL_COLUMNS = 256;

  @Override
  public String name() {
    return "java";
  }

  @Override
  public void multiply(int m, int n, int k, double[] a, double[] b, double[] c) {
    for (int j0 = 0; j0 < n; j0 += PANEL_COLUMNS) {
      int width = Math.min(PANEL_COLUMNS, n - j0);
      for (int p0 = 0; p0 < k; p0 += PANEL_ROWS) {
        int p1 = Math.min(p0 + PANEL_ROWS, k);
        for (int i = 0; i < m; i++) {
          addScaledRows(a, i * k, 1, b, n, j0, p0, p1, c, (i * n) + j0, width);
        }
      }
    }
  }

  @Override
  public void multiplyLower(int d, int n, double[] w, double[] x, double[] y) {
    Arrays.fill(y, 0, d * n, 0.0);
    for (int j0 = 0; j0 < n; j0 += PANEL_COLUMNS) {
      int width = Math.min(PANEL_COLUMNS, n - j0);
      for (int p0 = 0; p0 < d; p0 += PANEL_ROWS) {
        for (int i = p0; i < d; i++) {
          int p1 = Math.min(p0 + PANEL_ROWS, i + 1);
          addScaledRows(w, i * d, 1, x, n, j0, p0, p1, y, (i * n) + j0, width);
        }
      }
    }
  }

  @Override
  public void addGram(int m, int d, double[] x, double[] c) {
    for (int j0 = 0; j0 < d; j0 += PANEL_COLUMNS) {
      int j1 = Math.min(j0 + PANEL_COLUMNS, d);
      for (int p0 = 0; p0 < m; p0 += PANEL_ROWS) {
        int p1 = Math.min(p0 + PANEL_ROWS, m);
        for (int i = 0; i < j1; i++) {
          int start = Math.max(j0, i);
          addScaledRows(x, i, d, x, d, start, p0, p1, c, (i * d) + start, j1 - start);
        }
      }
    }
  }

  /** c[to .. to + width) += sum over p in [p0, p1) of a[first + p step] b[p ld + j0 .. + width). */
  private static void addScaledRows(
      double[] a,
      int first,
      int step,
      double[] b,
      int ld,
      int j0,
      int p0,
      int p1,
      double[] c,
      int to,
      int width) {
    int p = p0;
    for (; p + 4 <= p1; p += 4) {
      int ai = first + (p * step);
      addFourRows(
          a[ai],
          a[ai + step],
          a[ai + (2 * step)],
          a[ai + (3 * step)],
          b,
          (p * ld) + j0,
          ld,
          c,
          to,
          width);
    }
    for (; p < p1; p++) {
      addRow(a[first + (p * step)], b, (p * ld) + j0, c, to, width);
    }
  }

  private static void addFourRows(
      double a0,
      double a1,
      double a2,
      double a3,
      double[] b,
      int b0,
      int ld,
      double[] c,
      int to,
      int width) {
    int b1 = b0 + ld;
    int b2 = b1 + ld;
    int b3 = b2 + ld;
    for (int j = 0; j < width; j++) {
      c[to + j] += (a0 * b[b0 + j]) + (a1 * b[b1 + j]) + (a2 * b[b2 + j]) + (a3 * b[b3 + j]);
    }
  }

  private static void addRow(double a, double[] b, int from, double[] c, int to, int width) {
    for (int j = 0; j < width; j++) {
      c[to + j] += a * b[from + j];
    }
  }
}
