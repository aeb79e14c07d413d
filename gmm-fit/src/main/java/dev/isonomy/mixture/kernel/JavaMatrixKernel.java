package dev.isonomy.mixture.kernel;

import java.util.Arrays;

/**
 * Products in plain Java. Every inner loop adds four scaled rows of B to a row of C; with eight, or
 * two rows of C at once, the compiler gives up.
 *
 * <p>The JIT compiler of Java 17 turns such a loop into vector instructions only where every array
 * is read from index 0: with offsets it cannot rule out that the arrays overlap. So panels of B are
 * packed into one small array per row, and a row of C is summed up in an array of its own.
 */
public final class JavaMatrixKernel implements MatrixKernel {
  /** Rows of B in a panel. */
  private static final int PANEL_ROWS = 64;

  /** Columns of B in a panel: with {@link #PANEL_ROWS}, 128 KB, which stay in a core's cache. */
  private static final int PANEL_COLUMNS = 256;

  /** Rows of a Gram matrix that start at the same column. */
  private static final int GRAM_ROWS = 32;

  /** What one thread packs into. */
  private static final class Panel {
    final double[][] rows = new double[PANEL_ROWS][PANEL_COLUMNS];
    final double[] sums = new double[PANEL_COLUMNS];

    /** Copies rows [p0, p1) of B, columns [j0, j0 + width). */
    void pack(double[] b, int ld, int p0, int p1, int j0, int width) {
      for (int p = p0; p < p1; p++) {
        System.arraycopy(b, (p * ld) + j0, rows[p - p0], 0, width);
      }
    }

    /** c[to .. to + width) += sum over the first {@code count} rows of a[first + p step] row_p. */
    void addTo(double[] c, int to, int width, double[] a, int first, int step, int count) {
      System.arraycopy(c, to, sums, 0, width);
      int p = 0;
      for (; p + 4 <= count; p += 4) {
        int at = first + (p * step);
        addFourRows(
            a[at],
            a[at + step],
            a[at + (2 * step)],
            a[at + (3 * step)],
            rows[p],
            rows[p + 1],
            rows[p + 2],
            rows[p + 3],
            sums,
            width);
      }
      for (; p < count; p++) {
        addRow(a[first + (p * step)], rows[p], sums, width);
      }
      System.arraycopy(sums, 0, c, to, width);
    }
  }

  private static final ThreadLocal<Panel> PANELS = ThreadLocal.withInitial(Panel::new);

  @Override
  public String name() {
    return "java";
  }

  @Override
  public void multiply(int m, int n, int k, double[] a, double[] b, double[] c) {
    Panel panel = PANELS.get();
    for (int j0 = 0; j0 < n; j0 += PANEL_COLUMNS) {
      int width = Math.min(PANEL_COLUMNS, n - j0);
      for (int p0 = 0; p0 < k; p0 += PANEL_ROWS) {
        int p1 = Math.min(p0 + PANEL_ROWS, k);
        panel.pack(b, n, p0, p1, j0, width);
        for (int i = 0; i < m; i++) {
          panel.addTo(c, (i * n) + j0, width, a, (i * k) + p0, 1, p1 - p0);
        }
      }
    }
  }

  @Override
  public void multiplyLower(int d, int n, double[] w, double[] x, double[] y) {
    Arrays.fill(y, 0, d * n, 0.0);
    Panel panel = PANELS.get();
    for (int j0 = 0; j0 < n; j0 += PANEL_COLUMNS) {
      int width = Math.min(PANEL_COLUMNS, n - j0);
      for (int p0 = 0; p0 < d; p0 += PANEL_ROWS) {
        int p1 = Math.min(p0 + PANEL_ROWS, d);
        panel.pack(x, n, p0, p1, j0, width);
        for (int i = p0; i < d; i++) { // row i of W ends at its diagonal
          int count = Math.min(p1, i + 1) - p0;
          panel.addTo(y, (i * n) + j0, width, w, (i * d) + p0, 1, count);
        }
      }
    }
  }

  @Override
  public void addGram(int m, int d, double[] x, double[] c) {
    Panel panel = PANELS.get();
    for (int i0 = 0; i0 < d; i0 += GRAM_ROWS) {
      int i1 = Math.min(i0 + GRAM_ROWS, d);
      for (int j0 = i0; j0 < d; j0 += PANEL_COLUMNS) {
        int width = Math.min(PANEL_COLUMNS, d - j0);
        for (int p0 = 0; p0 < m; p0 += PANEL_ROWS) {
          int p1 = Math.min(p0 + PANEL_ROWS, m);
          panel.pack(x, d, p0, p1, j0, width);
          for (int i = i0;
              i < i1;
              i++) { // also computes a few numbers left of the diagonal, which are never read
            panel.addTo(c, (i * d) + j0, width, x, (p0 * d) + i, d, p1 - p0);
          }
        }
      }
    }
  }

  private static void addFourRows(
      double a0,
      double a1,
      double a2,
      double a3,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3,
      double[] c,
      int width) {
    for (int j = 0; j < width; j++) {
      c[j] += (a0 * b0[j]) + (a1 * b1[j]) + (a2 * b2[j]) + (a3 * b3[j]);
    }
  }

  private static void addRow(double a, double[] b, double[] c, int width) {
    for (int j = 0; j < width; j++) {
      c[j] += a * b[j];
    }
  }
}
