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
        int i = 0;
        for (; i + 2 <= m; i += 2) {
          addToTwoRows(a, i * k, 1, k, b, n, j0, p0, p1, c, (i * n) + j0, n, width);
        }
        if (i < m) {
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
        int full = Math.min(p0 + PANEL_ROWS, d);
        for (int i = p0; i < full; i++) { // the triangle on the diagonal
          addScaledRows(w, i * d, 1, x, n, j0, p0, i + 1, y, (i * n) + j0, width);
        }
        int i = full;
        for (; i + 2 <= d; i += 2) {
          addToTwoRows(w, i * d, 1, d, x, n, j0, p0, full, y, (i * n) + j0, n, width);
        }
        if (i < d) {
          addScaledRows(w, i * d, 1, x, n, j0, p0, full, y, (i * n) + j0, width);
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
        int i = 0;
        for (; i + 2 <= j1; i += 2) { // the second row's number before its diagonal is not read
          int start = Math.max(j0, i);
          addToTwoRows(x, i, d, 1, x, d, start, p0, p1, c, (i * d) + start, d, j1 - start);
        }
        if (i < j1) {
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

  /**
   * As {@link #addScaledRows} for two rows of C at once, which halves the loads of B: the scalars
   * of the second one lie {@code aStride} after the first one's, its sums {@code cStride} after.
   */
  private static void addToTwoRows(
      double[] a,
      int first,
      int step,
      int aStride,
      double[] b,
      int ld,
      int j0,
      int p0,
      int p1,
      double[] c,
      int to,
      int cStride,
      int width) {
    int p = p0;
    for (; p + 4 <= p1; p += 4) {
      int ai = first + (p * step);
      int bi = ai + aStride;
      addFourRowsToTwo(
          a[ai],
          a[ai + step],
          a[ai + (2 * step)],
          a[ai + (3 * step)],
          a[bi],
          a[bi + step],
          a[bi + (2 * step)],
          a[bi + (3 * step)],
          b,
          (p * ld) + j0,
          ld,
          c,
          to,
          to + cStride,
          width);
    }
    for (; p < p1; p++) {
      int ai = first + (p * step);
      addRow(a[ai], b, (p * ld) + j0, c, to, width);
      addRow(a[ai + aStride], b, (p * ld) + j0, c, to + cStride, width);
    }
  }

  private static void addFourRowsToTwo(
      double x0,
      double x1,
      double x2,
      double x3,
      double y0,
      double y1,
      double y2,
      double y3,
      double[] b,
      int b0,
      int ld,
      double[] c,
      int to,
      int next,
      int width) {
    int b1 = b0 + ld;
    int b2 = b1 + ld;
    int b3 = b2 + ld;
    for (int j = 0; j < width; j++) {
      double v0 = b[b0 + j];
      double v1 = b[b1 + j];
      double v2 = b[b2 + j];
      double v3 = b[b3 + j];
      c[to + j] += (x0 * v0) + (x1 * v1) + (x2 * v2) + (x3 * v3);
      c[next + j] += (y0 * v0) + (y1 * v1) + (y2 * v2) + (y3 * v3);
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
