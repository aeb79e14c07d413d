package dev.isonomy.mixture.kernel;

/** Transposes matrices. */
final class Transposition {
  /** A tile of 16 x 16 doubles: whole cache lines, of 8 numbers, in both layouts. */
  private static final int TILE = 16;

  private Transposition() {}

  /**
   * Transposes.
   *
   * @param rows of the matrix
   * @param columns of the matrix
   * @param matrix rows x columns from index 0
   * @param transposed columns x rows from index 0
   */
  static void transpose(int rows, int columns, double[] matrix, double[] transposed) {
    for (int j0 = 0; j0 < columns; j0 += TILE) {
      int j1 = Math.min(j0 + TILE, columns);
      for (int i = 0; i < rows; i++) {
        for (int j = j0; j < j1; j++) {
          transposed[(j * rows) + i] = matrix[(i * columns) + j];
        }
      }
    }
  }
}
