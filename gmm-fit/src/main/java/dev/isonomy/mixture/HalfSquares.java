package dev.isonomy.mixture;

/** Loops over a slice's rows, which the compiler makes vectors of: all arrays are read from 0. */
final class HalfSquares {
  private HalfSquares() {}

  /** sums[r] += (line[r] - shift)^2. */
  static void add(int m, double[] line, double shift, double[] sums) {
    for (int r = 0; r < m; r++) {
      sums[r] += (line[r] - shift) * (line[r] - shift);
    }
  }

  /** joint[r] -= sums[r] / 2. */
  static void subtract(int m, double[] sums, double[] joint) {
    for (int r = 0; r < m; r++) {
      joint[r] -= 0.5 * sums[r];
    }
  }
}
