package dev.isonomy.mixture.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasLower;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dtrmm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/**
 * Products by OpenBLAS, whose library comes in a jar, so that nothing has to be installed. Each
 * call uses one thread: Spark's tasks occupy the cores already, and sums then do not depend on the
 * number of threads.
 *
 * <p>Matrices are copied to buffers outside the heap that each thread keeps. Passing arrays would
 * copy them, too, to newly allocated memory each time.
 */
public final class OpenBlasKernel implements MatrixKernel {
  /** A cache line: vector instructions are fastest on data that starts at one. */
  private static final int ALIGNMENT = 64;

  /**
   * Below this width the general product, which computes all of C, is faster than the symmetric
   * one.
   */
  private static final int FEWEST_COLUMNS_FOR_SYMMETRIC = 64;

  /**
   * Larger matrices (128 MB of doubles) are left to plain Java, because every thread keeps its
   * buffers.
   */
  private static final long MOST_NUMBERS = 1L << 24;

  /** A buffer of one thread that grows to the largest matrix. */
  private static final class Scratch {
    private DoubleBuffer buffer = allocate(1 << 12);

    private static DoubleBuffer allocate(int numbers) {
      return ByteBuffer.allocateDirect(Math.multiplyExact(numbers, 8) + (2 * ALIGNMENT))
          .alignedSlice(ALIGNMENT) // which may shorten it at either end
          .order(ByteOrder.nativeOrder())
          .asDoubleBuffer();
    }

    DoubleBuffer of(double[] matrix, int numbers) {
      if (buffer.capacity() < numbers) {
        buffer = allocate(numbers);
      }
      return buffer.clear().put(matrix, 0, numbers).clear();
    }
  }

  /** The buffers of one thread. */
  private static final class Workspace {
    final Scratch a = new Scratch();
    final Scratch b = new Scratch();
    final Scratch c = new Scratch();
  }

  private static final ThreadLocal<Workspace> WORKSPACES = ThreadLocal.withInitial(Workspace::new);

  private final MatrixKernel large = new JavaMatrixKernel();

  private OpenBlasKernel() {}

  /**
   * Loads the library.
   *
   * @return the kernel
   * @throws LinkageError if there is none on the class path for this machine
   */
  public static OpenBlasKernel load() {
    blas_set_num_threads(1);
    return new OpenBlasKernel();
  }

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public void multiply(int m, int n, int k, double[] a, double[] b, double[] c) {
    if (isLarge(m, n, k)) {
      large.multiply(m, n, k, a, b, c);
    } else {
      multiply(m, n, k, a, b, CblasNoTrans, c);
    }
  }

  @Override
  public void multiplyTransposed(int m, int n, int k, double[] a, double[] b, double[] c) {
    if (isLarge(m, n, k)) {
      large.multiplyTransposed(m, n, k, a, b, c);
    } else {
      multiply(m, n, k, a, b, CblasTrans, c);
    }
  }

  private static boolean isLarge(int m, int n, int k) {
    return Math.max((long) m * k, Math.max((long) k * n, (long) m * n)) > MOST_NUMBERS;
  }

  private static void multiply(
      int m, int n, int k, double[] a, double[] b, int orderOfB, double[] c) {
    Workspace own = WORKSPACES.get();
    DoubleBuffer sums = own.c.of(c, m * n);
    cblas_dgemm(
        CblasRowMajor,
        CblasNoTrans,
        orderOfB,
        m,
        n,
        k,
        1,
        own.a.of(a, m * k),
        k,
        own.b.of(b, k * n),
        orderOfB == CblasNoTrans ? n : k,
        1,
        sums,
        n);
    sums.get(c, 0, m * n);
  }

  @Override
  public void multiplyLower(int d, int n, double[] w, double[] x, double[] y) {
    if ((long) d * Math.max(d, n) > MOST_NUMBERS) {
      large.multiplyLower(d, n, w, x, y);
      return;
    }
    Workspace own = WORKSPACES.get();
    DoubleBuffer product = own.c.of(x, d * n);
    multiplyLower(d, n, own.a.of(w, d * d), product);
    product.get(y, 0, d * n);
  }

  @Override
  public void addGram(int m, int d, double[] x, double[] c) {
    if ((long) d * Math.max(d, m) > MOST_NUMBERS) {
      large.addGram(m, d, x, c);
      return;
    }
    Workspace own = WORKSPACES.get();
    DoubleBuffer sums = own.c.of(c, d * d);
    DoubleBuffer rows = own.a.of(x, m * d);
    addGram(m, d, rows, sums);
    sums.get(c, 0, d * d);
  }

  @Override
  public MahalanobisDistances distances(double[][] lower, double[][] offsets) {
    int d = offsets[0].length;
    return (long) lower.length * d * d > MOST_NUMBERS
        ? new KernelDistances(this, lower, offsets)
        : new OpenBlasDistances(lower, offsets);
  }

  @Override
  public Scatters scatters(int components, int d) {
    return (long) components * d * d > MOST_NUMBERS
        ? new KernelScatters(this, components, d)
        : new OpenBlasScatters(components, d);
  }

  /** X = W X for a lower triangular W, d x d, and X, d x n, outside the heap. */
  static void multiplyLower(int d, int n, DoubleBuffer w, DoubleBuffer x) {
    cblas_dtrmm(
        CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, d, n, 1, w, d, x, n);
  }

  /** The upper triangle of C += X^T X for X, m x d, and C, d x d, outside the heap. */
  static void addGram(int m, int d, DoubleBuffer x, DoubleBuffer c) {
    if (d < FEWEST_COLUMNS_FOR_SYMMETRIC) {
      cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, d, d, m, 1, x, d, x, d, 1, c, d);
    } else {
      cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, d, m, 1, x, d, 1, c, d);
    }
  }
}
