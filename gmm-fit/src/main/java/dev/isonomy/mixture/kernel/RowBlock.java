package dev.isonomy.mixture.kernel;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows stacked into a matrix, with a weight and, where known, a cell each. */
public final class RowBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The cell of a row that has none. */
  public static final int NO_CELL = -1;

  /** The most numbers in a block, 1 MB of doubles: products then take longer than copying d x d. */
  private static final int MOST_NUMBERS = 1 << 17;

  private static final int MOST_ROWS = 512;
  private static final int FEWEST_ROWS = 64;

  private final int rows;
  private final int dimension;
  private final double[] values;
  private final double[] weights;
  private final int[] cells;

  private RowBlock(int rows, int dimension, double[] values, double[] weights, int[] cells) {
    this.rows = rows;
    this.dimension = dimension;
    this.values = values;
    this.weights = weights;
    this.cells = cells;
  }

  /**
   * A block of rows of weight 1 without cells.
   *
   * @param rows at least one row; all of the same width, finite
   * @return the block
   * @throws UserException if a row has another width than the first or a number that is not finite
   */
  public static RowBlock of(double[][] rows) {
    int[] cells = new int[rows.length];
    Arrays.fill(cells, NO_CELL);
    return of(rows, cells);
  }

  /**
   * A block of rows of weight 1.
   *
   * @param rows at least one row; all of the same width, finite
   * @param cells the cell of each row, {@value #NO_CELL} for none
   * @return the block
   * @throws UserException if a row has another width than the first or a number that is not finite
   */
  public static RowBlock of(double[][] rows, int[] cells) {
    if (rows.length == 0) {
      throw new UserException("there must be at least one row but there is none");
    }
    Builder builder = new Builder(rows[0].length, rows.length);
    for (int i = 0; i < rows.length; i++) {
      builder.add(rows[i], 1, cells[i], Integer.toString(i));
    }
    return builder.build();
  }

  /**
   * Rows cut into blocks of the usual size.
   *
   * @param rows at least one row; all of the same width, finite
   * @return the blocks
   */
  public static List<RowBlock> blocks(double[][] rows) {
    List<RowBlock> blocks = new ArrayList<>();
    int size = rows.length == 0 ? 1 : usualRows(rows[0].length);
    for (int from = 0; from < rows.length; from += size) {
      blocks.add(of(Arrays.copyOfRange(rows, from, Math.min(from + size, rows.length))));
    }
    return blocks;
  }

  /**
   * How many rows of this width make a block.
   *
   * @param dimension the rows' width
   * @return a number of rows that bounds a block's memory
   */
  public static int usualRows(int dimension) {
    return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_NUMBERS / Math.max(1, dimension)));
  }

  /** Collects rows. */
  public static final class Builder {
    private final int dimension;
    private final double[] values;
    private final double[] weights;
    private final int[] cells;
    private int rows;

    /**
     * Starts an empty block.
     *
     * @param dimension the rows' width
     * @param capacity the most rows
     */
    public Builder(int dimension, int capacity) {
      this.dimension = dimension;
      this.values = new double[ArraySize.of("a block of rows", capacity, dimension)];
      this.weights = new double[capacity];
      this.cells = new int[capacity];
    }

    /** How many rows there are by now. */
    public int rows() {
      return rows;
    }

    /** Whether there is room for no more rows. */
    public boolean isFull() {
      return rows == weights.length;
    }

    /**
     * Adds a row.
     *
     * @param row its numbers
     * @param weight its weight, at least 0
     * @param cell its cell, {@value RowBlock#NO_CELL} for none
     * @param id what an error calls it
     * @throws UserException if the width is wrong, or a number or the weight is not finite, or the
     *     weight is negative
     */
    public void add(double[] row, double weight, int cell, String id) {
      if (row.length != dimension) {
        throw new UserException(
            "row " + id + " must have " + dimension + " numbers but has " + row.length);
      }
      for (int i = 0; i < row.length; i++) {
        if (!Double.isFinite(row[i])) {
          throw new UserException(
              "row " + id + " must be finite but has " + row[i] + " at position " + i);
        }
      }
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new UserException(
            "row " + id + " must have a weight of at least 0 but has " + weight);
      }
      System.arraycopy(row, 0, values, rows * dimension, dimension);
      weights[rows] = weight;
      cells[rows] = cell;
      rows++;
    }

    /** The rows collected so far as a block. */
    public RowBlock build() {
      return new RowBlock(
          rows,
          dimension,
          Arrays.copyOf(values, rows * dimension),
          Arrays.copyOf(weights, rows),
          Arrays.copyOf(cells, rows));
    }
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** How many numbers a row has. */
  public int dimension() {
    return dimension;
  }

  /**
   * The weight of a row.
   *
   * @param row its index in the block
   * @return its weight
   */
  public double weight(int row) {
    return weights[row];
  }

  /** Copies the weights of {@code count} rows, beginning with the given one, to an array. */
  void copyWeights(int first, double[] to, int count) {
    System.arraycopy(weights, first, to, 0, count);
  }

  /**
   * The cell of a row.
   *
   * @param row its index in the block
   * @return its cell, {@value #NO_CELL} for none
   */
  public int cell(int row) {
    return cells[row];
  }

  /**
   * A number of a row.
   *
   * @param row its index in the block
   * @param coordinate the position in the row
   * @return the number
   */
  public double value(int row, int coordinate) {
    return values[(row * dimension) + coordinate];
  }

  /**
   * A row.
   *
   * @param row its index in the block
   * @return its numbers; a copy
   */
  public double[] row(int row) {
    return Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
  }

  /**
   * Rows with the weights and cells of these ones.
   *
   * @param newDimension the width of the new rows
   * @param newValues as many rows, one after the other; not copied
   * @return the block
   */
  public RowBlock withValues(int newDimension, double[] newValues) {
    return new RowBlock(rows, newDimension, newValues, weights, cells);
  }

  /** All rows, one after the other; not a copy. */
  public double[] values() {
    return values;
  }
}
