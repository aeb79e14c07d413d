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

  private static final int ROW_NUMBERS = 3;

  /** Numbers after which it no longer matters what it takes to begin a loop. */
  private static final int LONG_LOOP = 1024;

  private final int d;
  private final int mostRows;
  private final double[] centres; // the centre for as many rows as make a loop long
  private final double[] x;
  private final double[] weights;
  private final double[][] shares;
  private final double[] terms;
  private final double[][] perRow;
  private double[] transposed; // on demand, as are the next two
  private double[] squares;
  private double[] squaredNorms;
  private RowBlock block;
  private int from;
  private int rows;
  private boolean isTransposed;
  private boolean isSquared;
  private boolean isNormed;

  Slice(double[] centre, int components) {
    this.d = centre.length;
    this.mostRows = d <= NARROW ? NARROW_ROWS : MatrixKernel.MOST_ROWS;
    this.centres = new double[Math.max(1, LONG_LOOP / d) * d];
    for (int to = 0; to < centres.length; to += d) {
      System.arraycopy(centre, 0, centres, to, d);
    }
    this.x = new double[mostRows * d];
    this.weights = new double[mostRows];
    this.shares = new double[components][mostRows];
    this.terms = new double[components * mostRows];
    this.perRow = new double[ROW_NUMBERS][mostRows];
  }

  /**
   * Takes the rows of a block from one on, as many as there is room for.
   *
   * @throws IllegalArgumentException if rows have another width than the centre
   */
  void take(RowBlock newBlock, int newFrom) {
    if (newBlock.dimension() != d) {
      throw new IllegalArgumentException(
          "rows must have " + d + " numbers but have " + newBlock.dimension());
    }
    block = newBlock;
    from = newFrom;
    rows = Math.min(mostRows, newBlock.rows() - newFrom);
    newBlock.copyWeights(newFrom, weights, rows);
    int numbers = rows * d;
    for (int to = 0; to < numbers; to += centres.length) {
      int count = Math.min(centres.length, numbers - to);
      subtract(count, newBlock.values(), (newFrom * d) + to, centres, x, to);
    }
    isTransposed = false;
    isSquared = false;
    isNormed = false;
  }

  private static void subtract(
      int count, double[] values, int first, double[] centres, double[] x, int to) {
    for (int i = 0; i < count; i++) {
      x[to + i] = values[first + i] - centres[i];
    }
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
    if (transposed == null) {
      transposed = new double[x.length];
    }
    if (!isTransposed) {
      Transposition.transpose(rows, d, x, transposed);
      isTransposed = true;
    }
    return transposed;
  }

  /** The squares of {@link #x}, m x d from index 0. */
  double[] squares() {
    if (squares == null) {
      squares = new double[x.length];
    }
    if (!isSquared) {
      for (int i = 0; i < rows * d; i++) {
        squares[i] = x[i] * x[i];
      }
      isSquared = true;
    }
    return squares;
  }

  /** The squared norm of each row of {@link #x}, m numbers from index 0. */
  double[] squaredNorms() {
    if (squaredNorms == null) {
      squaredNorms = new double[mostRows];
    }
    if (!isNormed) {
      for (int r = 0; r < rows; r++) {
        squaredNorms[r] = squaredNorm(r * d, (r + 1) * d, x);
      }
      isNormed = true;
    }
    return squaredNorms;
  }

  private static double squaredNorm(int from, int to, double[] x) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i] * x[i];
    }
    return sum;
  }

  /** One array per component, with a number per row from index 0. */
  double[][] shares() {
    return shares;
  }

  /** Room for a K x m matrix from index 0, for whoever needs it next. */
  double[] terms() {
    return terms;
  }

  /** Room for a few numbers per row from index 0, for whoever needs it next. */
  double[][] perRow() {
    return perRow;
  }

  /** The rows' weights, m numbers from index 0. */
  double[] weights() {
    return weights;
  }

  int cell(int row) {
    return block.cell(from + row);
  }
}
