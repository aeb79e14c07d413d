package dev.isonomy.mixture.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.linalg.PackedSymmetric;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Scatters by OpenBLAS, summed outside the heap.
 *
 * <p>If most shares count, the upper triangles of several components are computed together. The
 * left factor of such a product holds a few columns of x, multiplied by each component's shares;
 * the right factor holds all columns of x from there on. The product is large enough to be fast at
 * small d, and it leaves out nearly all of the lower triangles. If most shares are negligible, the
 * rows that count are collected per component.
 */
final class OpenBlasScatters implements Scatters {
  /** Columns per product; both triangles of a diagonal block of this size are computed. */
  private static final int COLUMNS = 16;

  /** Components per product: the scaled columns of so many stay in a core's cache. */
  private static final int TOGETHER = 16;

  private final int components;
  private final int d;
  private final NativeArray scaled = new NativeArray(TOGETHER * COLUMNS * MatrixKernel.MOST_ROWS);
  private final NativeArray rows;
  private final List<Strip> strips = new ArrayList<>();
  private final List<NativeArray> owned = new ArrayList<>();
  private final ShareScaledRows few;
  private final NativeArray[] gram; // d x d of the few rows; null until there is one
  private NativeArray fewRows;
  private final double[] line = new double[MatrixKernel.MOST_ROWS];
  private final double[] times = new double[MatrixKernel.MOST_ROWS];

  OpenBlasScatters(int components, int d) {
    this.components = components;
    this.d = d;
    this.rows = own(ArraySize.of("a tile of rows", MatrixKernel.MOST_ROWS, d));
    owned.add(scaled);
    for (int first = 0; first < components; first += TOGETHER) {
      int count = Math.min(TOGETHER, components - first);
      for (int column = 0; column < d; column += COLUMNS) {
        strips.add(new Strip(first, count, column));
      }
    }
    this.gram = new NativeArray[components];
    this.few = new ShareScaledRows(components, d, this::addGram);
  }

  private NativeArray own(int length) {
    NativeArray numbers = new NativeArray(length);
    owned.add(numbers);
    return numbers;
  }

  @Override
  public void add(int m, double[] x, double[] xt, double[][] shares) {
    int count = 0;
    for (double[] each : shares) {
      for (int r = 0; r < m; r++) {
        count += each[r] > NEGLIGIBLE ? 1 : 0;
      }
    }
    if (4L * count < 3L * m * components) {
      few.add(m, x, shares);
      return;
    }
    rows.put(x, m * d);
    for (Strip strip : strips) {
      strip.add(m, xt, shares);
    }
  }

  /** Rows of the scatters of some components, from their diagonal on. */
  private final class Strip {
    private final int first;
    private final int count;
    private final int column;
    private final int height;
    private final int width;
    private final DoubleBuffer right;
    private final DoubleBuffer sums; // count x height x width

    Strip(int first, int count, int column) {
      this.first = first;
      this.count = count;
      this.column = column;
      this.height = Math.min(COLUMNS, d - column);
      this.width = d - column;
      this.right = rows.part(column, (MatrixKernel.MOST_ROWS * d) - column);
      this.sums = own(ArraySize.of("the components' scatters", count * height, width)).all();
    }

    void add(int m, double[] xt, double[][] shares) {
      DoubleBuffer left = scaled.all();
      for (int i = 0; i < height; i++) {
        System.arraycopy(xt, (column + i) * m, line, 0, m);
        for (int k = 0; k < count; k++) {
          RowLoops.product(m, shares[first + k], line, times);
          left.put(((k * height) + i) * m, times, 0, m);
        }
      }
      cblas_dgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          count * height,
          width,
          m,
          1,
          left,
          m,
          right,
          d,
          1,
          sums,
          width);
    }

    /** Adds a component's rows to its packed upper triangle; gives back where they end. */
    int addTo(int k, double[] packed, int at) {
      double[] row = new double[width];
      int to = at;
      for (int i = 0; i < height; i++) {
        sums.get(((((k - first) * height) + i) * width) + i, row, 0, width - i);
        for (int j = 0; j < width - i; j++) {
          packed[to++] += row[j];
        }
      }
      return to;
    }
  }

  private void addGram(int k, int count, double[] few) {
    if (fewRows == null || fewRows.all().capacity() < few.length) {
      fewRows = own(few.length);
    }
    if (gram[k] == null) {
      gram[k] = own(ArraySize.of("a component's scatter", d, d));
    }
    fewRows.put(few, count * d);
    OpenBlasKernel.addGram(count, d, fewRows.all(), gram[k].all());
  }

  @Override
  public void addTo(int k, double[] packed) {
    int at = 0;
    for (Strip strip : strips) {
      if (k >= strip.first && k < strip.first + strip.count) {
        at = strip.addTo(k, packed, at);
      }
    }
    few.flush(k);
    if (gram[k] != null) {
      double[] dense = new double[d * d];
      gram[k].all().get(0, dense);
      DenseVectors.add(packed, PackedSymmetric.pack(d, dense));
    }
  }

  @Override
  public void close() {
    owned.forEach(NativeArray::close);
  }
}
