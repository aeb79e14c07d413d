package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.Exponentials;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.kernel.RowLoops;
import dev.isonomy.mixture.kernel.RowTile;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The E-step under one mixture, for blocks of rows: log (pi_k N(x_i; mu_k, S_k)) of all rows and
 * components as a few matrix products, then responsibilities in log space.
 */
public final class Responsibilities implements Serializable {
  private static final long serialVersionUID = 1L;

  /** As a power of two: a density that is so much smaller than the largest one counts as 0. */
  private static final int NEGLIGIBLE = -58;

  private final transient GaussianMixture mixture; // not sent: executors need only what follows
  private final Expectation expectation;
  private final double[] centre;
  private final int[] componentCells; // null if no component belongs to a cell
  private final int components;

  private Responsibilities(GaussianMixture mixture, double[] centre, int[] componentCells) {
    this.mixture = mixture;
    this.centre = centre.clone();
    this.componentCells = componentCells == null ? null : componentCells.clone();
    this.components = mixture.componentCount();
    this.expectation = Expectation.of(mixture, centre);
  }

  /**
   * Prepares the E-step of a mixture.
   *
   * @param mixture the mixture
   * @param centre d numbers about which the statistics are taken, such as the mean of all rows
   * @return the E-step
   */
  public static Responsibilities of(GaussianMixture mixture, double[] centre) {
    return new Responsibilities(mixture, centre, null);
  }

  /**
   * Prepares the E-step of a mixture whose components belong to cells. A row with a cell is shared
   * by the components of its cell alone, if there are any.
   *
   * @param mixture the mixture
   * @param centre d numbers about which the statistics are taken
   * @param componentCells the cell of each component, {@value RowBlock#NO_CELL} for none
   * @return the E-step
   */
  public static Responsibilities anchored(
      GaussianMixture mixture, double[] centre, int[] componentCells) {
    boolean any = Arrays.stream(componentCells).anyMatch(c -> c != RowBlock.NO_CELL);
    return new Responsibilities(mixture, centre, any ? componentCells : null);
  }

  /** The mixture; null in a copy that was sent to another process. */
  public GaussianMixture mixture() {
    return mixture;
  }

  /** Statistics of no rows under this E-step, to be merged into. */
  public SufficientStatistics emptyStatistics() {
    return expectation.emptyStatistics();
  }

  double[] centre() {
    return centre;
  }

  Expectation expectation() {
    return expectation;
  }

  /** Working memory of one thread for this E-step. */
  RowTile tile() {
    return new RowTile(centre, components);
  }

  /**
   * Turns log joint densities, which are the tile's shares, into responsibilities in place.
   *
   * @param logDensity receives log sum_k of each row, m numbers
   */
  void normalize(RowTile tile, double[] logDensity) {
    int m = tile.rows();
    double[][] joint = tile.shares();
    if (componentCells != null) {
      excludeOtherCells(tile);
    }
    double[] most = tile.scratch()[0];
    double[] sums = tile.scratch()[1];
    double[] scratch = tile.scratch()[2];
    Arrays.fill(most, 0, m, Double.NEGATIVE_INFINITY);
    Arrays.fill(sums, 0, m, 0);
    for (double[] each : joint) {
      for (int r = 0; r < m; r++) {
        most[r] = Math.max(most[r], each[r]);
      }
    }
    for (double[] each : joint) {
      RowLoops.subtract(m, most, each);
      Exponentials.replace(m, each, NEGLIGIBLE, scratch);
      RowLoops.add(m, each, sums);
    }
    for (int r = 0; r < m; r++) {
      logDensity[r] = most[r] + Math.log(sums[r]);
      sums[r] = 1 / sums[r];
    }
    for (double[] each : joint) {
      RowLoops.multiply(m, sums, each);
    }
  }

  private void excludeOtherCells(RowTile tile) {
    for (int r = 0; r < tile.rows(); r++) {
      int cell = tile.cell(r);
      if (cell == RowBlock.NO_CELL || Arrays.stream(componentCells).noneMatch(c -> c == cell)) {
        continue;
      }
      for (int k = 0; k < components; k++) {
        if (componentCells[k] != cell) {
          tile.shares()[k][r] = Double.NEGATIVE_INFINITY;
        }
      }
    }
  }

  /**
   * Responsibilities of all components for the rows of a block.
   *
   * @param block m rows
   * @param kernel computes the products
   * @return [row][component]; every row sums to 1
   */
  public double[][] of(RowBlock block, MatrixKernel kernel) {
    double[][] rows = new double[block.rows()][components];
    RowTile tile = tile();
    double[] logDensity = new double[MatrixKernel.MOST_ROWS];
    try (Expectation.JointDensities densities = expectation.densities(tile, kernel)) {
      for (int from = 0; from < rows.length; from += tile.rows()) {
        tile.take(block, from);
        densities.fill();
        normalize(tile, logDensity);
        for (int r = 0; r < tile.rows(); r++) {
          for (int k = 0; k < components; k++) {
            rows[from + r][k] = tile.shares()[k][r];
          }
        }
      }
    }
    return rows;
  }

  /**
   * Responsibilities of all components for one row, regardless of its cell.
   *
   * @param row d numbers
   * @return one number per component, summing to 1
   * @throws UserException if the row has another width
   */
  public double[] ofRow(double[] row) {
    if (row.length != centre.length) {
      throw new UserException(
          "a row must have " + centre.length + " numbers but has " + row.length);
    }
    double[] x = new double[row.length];
    double norm = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = row[i] - centre[i];
      norm += x[i] * x[i];
    }
    double[] joint = new double[components];
    for (int k = 0; k < components; k++) {
      joint[k] = expectation.logJoint(k, x, norm);
    }
    double logDensity = GaussianMixture.logSumExp(joint);
    for (int k = 0; k < components; k++) {
      joint[k] = Math.exp(joint[k] - logDensity);
    }
    return joint;
  }

  /** Starts a sum of statistics in one thread. */
  public Accumulator accumulator(MatrixKernel kernel) {
    return new Accumulator(this, kernel);
  }
}
