package dev.isonomy.mixture;

/**
 * A few rows of a block relative to a centre, in both orders, and their shares: what one thread
 * works on. Few enough that everything stays in a core's cache from one product to the next; the
 * memory is used again for the next slice.
 */
final class Slice {
  /** Narrow rows are fewer still: all components' products then stay in the cache. */
  private static final int NARROW = 64;

  private static final int NARROW_ROWS = 128;

  private final double[] centre;
  private final int mostRows;
  private final double[] x;
  private final double[] transposed; // on demand
  private final double[][] shares;
  private RowBlock block;
  private int from;
  private int rows;
  private boolean isTransposed;

  Slice(double[] centre, int components) {
    this.centre = centre;
    this.mostRows = centre.length <= NARROW ? NARROW_ROWS : MatrixKernel.MOST_ROWS;
    this.x = new double[mostRows * centre.length];
    this.transposed = new double[mostRows * centre.length];
    this.shares = new double[components][mostRows];
  }

  /**
   * Takes the rows of a block from one on, as many as there is room for.
   *
   * @throws IllegalArgumentException if rows have another width than the centre
   */
  void take(RowBlock newBlock, int newFrom) {
    int d = centre.length;
    if (newBlock.dimension() != d) {
      throw new IllegalArgumentException(
          "rows must have " + d + " numbers but have " + newBlock.dimension());
    }
    block = newBlock;
    from = newFrom;
    rows = Math.min(mostRows, newBlock.rows() - newFrom);
    double[] values = newBlock.values();
    for (int r = 0; r < rows; r++) {
      int row = (newFrom + r) * d;
      int to = r * d;
      for (int i = 0; i < d; i++) {
        x[to + i] = values[row + i] - centre[i];
      }
    }
    isTransposed = false;
  }

  /** How many rows there are now. */
  int rows() {
    return rows;
  }

  /** The rows relative to the centre, m x d from index 0. */
  double[] x() {
    return x;
  }

  /** The same, d x m from index 0. */
  double[] transposed() {
    if (!isTransposed) {
      Transposition.transpose(rows, centre.length, x, transposed);
      isTransposed = true;
    }
    return transposed;
  }

  /** One array per component, with a number per row from index 0. */
  double[][] shares() {
    return shares;
  }

  double weight(int row) {
    return block.weight(from + row);
  }

  int cell(int row) {
    return block.cell(from + row);
  }
}
