package dev.isonomy.bench;

import dev.isonomy.mixture.kernel.MatrixKernel;
import java.util.Arrays;

/** How fast this machine multiplies matrices. */
final class Dgemm {
  private static final int SIZE = 768;
  private static final int TIMES = 6;
  private static final int ROUNDS = 3;

  private Dgemm() {}

  /** Floating-point operations per second of all cores together, each with a product of its own. */
  static double flopsPerSecond(MatrixKernel kernel, int cores) {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      best = Math.max(best, Threads.perSecond(cores, () -> products(kernel)));
    }
    return best;
  }

  private static long products(MatrixKernel kernel) {
    double[] a = new double[SIZE * SIZE];
    double[] c = new double[SIZE * SIZE];
    Arrays.fill(a, 0.5);
    for (int i = 0; i < TIMES; i++) {
      kernel.multiply(SIZE, SIZE, SIZE, a, a, c);
    }
    return 2L * SIZE * SIZE * SIZE * TIMES;
  }
}
