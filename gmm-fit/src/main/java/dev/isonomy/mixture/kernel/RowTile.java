package dev.isonomy.mixture.kernel;

import dev.isonomy.linalg.ArraySize;

/**
 * The working memory of one thread: a few rows of a block relative to a centre, in both orders, and
 * the components' shares of them. A tile is small enough to stay in a core's cache from one product
 * to the next, and its memory is reused for the next rows.
 */
public final class RowTile {
  /** Up to this width a tile has {@link #NARROW_ROWS} rows, so that all products fit the cache. */
  private static final int NARROW = 64;

  private static final int NARROW_ROWS = 128;

  private static final int SCRATCH_VECTORS = 3;

  /** A loop over so many numbers hides the cost of starting it. */
  private static final int LONG_LOOP = 1024;

  private final int d;
  private final int mostRows;
  private final double[] centres; // the centre, repeated until a loop over it is long
  private final double[] x;
  private final double[] weights;
  private final double[][] shares;
  private final double[] terms;
  private final double[][] scratch;
  private double[] transposed; // allocated on demand, like the next two
  private double[] squares;
  private double[] squaredNorms;
  private RowBlock block;
  private int from;
  private int rows;
  private boolean isTransposed;
  private boolean isSquared;
  private boolean isNormed;

  /**
   * An empty tile.
   *
   * @param centre d numbers that are subtracted from every row
   * @param components K
   */
  public RowTile(double[] centre, int components) {
    this.d = centre.length;
    this.mostRows = d <= NARROW ? NARROW_ROWS : MatrixKernel.MOST_ROWS;
    this.centres = new double[Math.max(1, LONG_LOOP / d) * d];
    for (int to = 0; to < centres.length; to += d) {
      System.arraycopy(centre, 0, centres, to, d);
    }
    this.x = new double[ArraySize.of("a tile of rows", mostRows, d)];
    this.weights = new double[mostRows];
    this.shares = new double[components][mostRows];
    this.terms = new double[ArraySize.of("the components' shares of a tile", components, mostRows)];
    this.scratch = new double[SCRATCH_VECTORS][mostRows];
  }

  /**
   * Takes as many rows of a block as there is room for.
   *
   * @param newBlock the rows
   * @param first the first row to take
   * @throws IllegalArgumentException if rows have another width than the centre
   */
  public void take(RowBlock newBlock, int first) {
    if (newBlock.dimension() != d) {
      throw new IllegalArgumentException(
          "rows must have " + d + " numbers but have " + newBlock.dimension());
    }
    block = newBlock;
    from = first;
    rows = Math.min(mostRows, newBlock.rows() - first);
    newBlock.copyWeights(first, weights, rows);
    int numbers = rows * d;
    for (int to = 0; to < numbers; to += centres.length) {
      int count = Math.min(centres.length, numbers - to);
      subtract(count, newBlock.values(), (first * d) + to, centres, x, to);
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

  /** The number of rows taken last, m. */
  public int rows() {
    return rows;
  }

  /** The rows relative to the centre, m x d from index 0. */
  public double[] x() {
    return x;
  }

  /** The same, d x m from index 0. */
  public double[] transposed() {
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
  public double[] squares() {
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
  public double[] squaredNorms() {
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

  /** The components' shares: K arrays with a number per row from index 0, to be written. */
  public double[][] shares() {
    return shares;
  }

  /** Scratch memory for a K x m matrix from index 0. */
  public double[] terms() {
    return terms;
  }

  /** Scratch memory: three arrays with room for a number per row. */
  public double[][] scratch() {
    return scratch;
  }

  /** The rows' weights, m numbers from index 0. */
  public double[] weights() {
    return weights;
  }

  /**
   * The cell of a row.
   *
   * @param row its index in the tile
   * @return its cell, {@value RowBlock#NO_CELL} for none
   */
  public int cell(int row) {
    return block.cell(from + row);
  }
}
