package dev.isonomy.mixture;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The E-step under one mixture, for blocks of rows: log (pi_k N(x_i; mu_k, S_k)) for all rows and
 * components as a few matrix products, then responsibilities in log space.
 *
 * <p>Rows are taken relative to a centre, so that nothing is lost to a large common offset. With a
 * tied covariance, (x - mu)^T S^-1 (x - mu) = x^T S^-1 x - 2 x^T S^-1 mu + mu^T S^-1 mu, and the
 * first term is the same for all components: responsibilities take one product of n x d by d x K.
 */
public final class Responsibilities implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A power of two; a density that is so much below the best one's adds nothing. */
  private static final int NEGLIGIBLE = -58;

  private final transient GaussianMixture mixture; // stays where it is: executors need what follows
  private final CovarianceType type;
  private final double[] centre;
  private final int[] componentCells;
  private final int components;
  private final int rest; // full: the heaviest component, see SufficientStatistics; otherwise -1
  private final int d;
  private final double[] linear; // K x d: S_k^-1 (mu_k - c); not for full covariances
  private final double[] quadratic; // K x d: -1/(2 v); diagonal and low-rank
  private final double[] directions; // K r x d: C_k; low-rank only
  private final double[] constants; // what is added per component
  private final double[][] whitening; // full: L_k^-1, d x d
  private final double[][] whitenedMeans; // full: L_k^-1 (mu_k - c)
  private final double[] variances; // spherical only

  private Responsibilities(GaussianMixture mixture, double[] centre, int[] componentCells) {
    this.mixture = mixture;
    this.centre = centre.clone();
    this.componentCells = componentCells == null ? null : componentCells.clone();
    this.components = mixture.componentCount();
    this.d = mixture.dimension();
    this.type = mixture.covariance().type();
    this.rest = type == CovarianceType.FULL ? heaviest(mixture.weights()) : -1;
    this.linear = new double[type == CovarianceType.FULL ? 0 : components * d];
    boolean low = type == CovarianceType.LOW_RANK;
    this.quadratic = new double[low || type == CovarianceType.DIAGONAL ? components * d : 0];
    this.directions =
        mixture.covariance() instanceof LowRankCovariance each
            ? new double[Math.multiplyExact(components * each.rank(), d)]
            : new double[0];
    this.constants = new double[components];
    this.whitening = new double[type == CovarianceType.FULL ? components : 0][];
    this.whitenedMeans = new double[whitening.length][];
    this.variances = new double[type == CovarianceType.SPHERICAL ? components : 0];
    IntStream.range(0, components).parallel().forEach(this::prepare);
  }

  private static int heaviest(double[] weights) {
    int heaviest = 0;
    for (int k = 1; k < weights.length; k++) {
      heaviest = weights[k] > weights[heaviest] ? k : heaviest;
    }
    return heaviest;
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
   * Prepares the E-step of a mixture whose components belong to cells: a row with a cell is shared
   * by the components of its cell alone, where there are any.
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

  private void prepare(int k) {
    double[] mean = mixture.mean(k);
    for (int i = 0; i < d; i++) {
      mean[i] -= centre[i];
    }
    Covariance covariance = mixture.covariance();
    double squares = 0; // (mu - c)^T S^-1 (mu - c)
    if (covariance instanceof Covariance.Full full) {
      whitening[k] = full.factor(k).inverse();
      whitenedMeans[k] = mean.clone();
      full.factor(k).solveLower(whitenedMeans[k]);
    } else if (covariance instanceof Covariance.Tied tied) {
      double[] solved = mean.clone();
      tied.factor().solveLower(solved);
      for (double each : solved) {
        squares += each * each;
      }
      tied.factor().solveUpper(solved);
      System.arraycopy(solved, 0, linear, k * d, d);
    } else if (covariance instanceof LowRankCovariance low) {
      double[] solved = mean.clone();
      low.solve(k, solved);
      System.arraycopy(solved, 0, linear, k * d, d);
      System.arraycopy(low.whitened(k), 0, directions, k * low.rank() * d, low.rank() * d);
      for (int i = 0; i < d; i++) {
        quadratic[(k * d) + i] = -0.5 / low.variance(k, i);
        squares += mean[i] * solved[i];
      }
    } else if (covariance instanceof Covariance.Diagonal diagonal) {
      for (int i = 0; i < d; i++) {
        double v = diagonal.variance(k, i);
        linear[(k * d) + i] = mean[i] / v;
        quadratic[(k * d) + i] = -0.5 / v;
        squares += mean[i] * mean[i] / v;
      }
    } else if (covariance instanceof Covariance.Spherical spherical) {
      double v = spherical.variance(k);
      variances[k] = v;
      for (int i = 0; i < d; i++) {
        linear[(k * d) + i] = mean[i] / v;
        squares += mean[i] * mean[i] / v;
      }
    }
    constants[k] = mixture.logConstant(k) - (0.5 * squares);
  }

  /** The mixture; null in a copy that was sent to another process. */
  public GaussianMixture mixture() {
    return mixture;
  }

  /** Statistics of no rows under this E-step, to be merged into. */
  public SufficientStatistics emptyStatistics() {
    int rank = directions.length / (components * d);
    return new SufficientStatistics(type, components, d, rank, rest);
  }

  double[] centre() {
    return centre;
  }

  /** Whether {@link #logJoint} leaves out -x^T S^-1 x / 2, which all components share. */
  boolean omitsSharedTerm() {
    return type == CovarianceType.TIED;
  }

  /** The distances of full covariances, to be closed; null for the other kinds. */
  Distances distances(MatrixKernel kernel) {
    return type == CovarianceType.FULL ? kernel.distances(whitening, whitenedMeans) : null;
  }

  /** Working memory for this E-step. */
  Slice slice() {
    return new Slice(centre, components);
  }

  /**
   * log (pi_k N(x_i)) as the slice's shares, up to what {@link #omitsSharedTerm} says.
   *
   * @param distances what {@link #distances} gave
   */
  void logJoint(Slice slice, Distances distances, MatrixKernel kernel) {
    int m = slice.rows();
    double[][] joint = slice.shares();
    if (distances != null) {
      for (int k = 0; k < components; k++) {
        Arrays.fill(joint[k], 0, m, constants[k]);
      }
      distances.subtractHalfSquares(m, slice.transposed(), joint);
      return;
    }
    double[] terms = slice.terms();
    for (int k = 0; k < components; k++) {
      Arrays.fill(terms, k * m, (k + 1) * m, constants[k]);
    }
    addTerms(slice, terms, kernel);
    for (int k = 0; k < components; k++) {
      System.arraycopy(terms, k * m, joint[k], 0, m);
    }
  }

  private static void add(int m, double[] terms, double[] sums) {
    for (int r = 0; r < m; r++) {
      sums[r] += terms[r];
    }
  }

  private static void subtract(int m, double[] terms, double[] sums) {
    for (int r = 0; r < m; r++) {
      sums[r] -= terms[r];
    }
  }

  private void addTerms(Slice slice, double[] joint, MatrixKernel kernel) {
    int m = slice.rows();
    double[] x = slice.x();
    kernel.multiplyTransposed(components, m, d, linear, x, joint);
    addHalfSquaresAlong(m, x, kernel, joint);
    if (quadratic.length > 0) {
      kernel.multiplyTransposed(components, m, d, quadratic, slice.squares(), joint);
    } else if (type == CovarianceType.SPHERICAL) {
      subtractScaledNorms(m, slice.squaredNorms(), joint);
    }
  }

  private void subtractScaledNorms(int m, double[] squaredNorms, double[] joint) {
    for (int k = 0; k < components; k++) {
      double half = 0.5 / variances[k];
      for (int r = 0; r < m; r++) {
        joint[(k * m) + r] -= half * squaredNorms[r];
      }
    }
  }

  /** S^-1 of low rank is Psi^-1 - C^T C: adds |C x|^2 / 2. */
  private void addHalfSquaresAlong(int m, double[] x, MatrixKernel kernel, double[] joint) {
    double[] along = along(m, x, kernel);
    int rank = directions.length / (components * d);
    for (int row = 0; row < components * rank; row++) {
      int to = (row / rank) * m;
      for (int r = 0; r < m; r++) {
        joint[to + r] += 0.5 * along[(row * m) + r] * along[(row * m) + r];
      }
    }
  }

  /** C_k x for all components: K r x m; empty unless covariances are of low rank. */
  private double[] along(int m, double[] x, MatrixKernel kernel) {
    int rows = directions.length / d;
    double[] along = new double[rows * m];
    if (rows > 0) {
      kernel.multiplyTransposed(rows, m, d, directions, x, along);
    }
    return along;
  }

  /** C_k x for all components and the rows of a slice, K r x m. */
  double[] alongDirections(Slice slice, MatrixKernel kernel) {
    return along(slice.rows(), slice.x(), kernel);
  }

  /**
   * Turns log joint densities into responsibilities in place.
   *
   * @param logDensity takes log sum_k of each row, m numbers
   */
  void normalize(Slice slice, double[] logDensity) {
    int m = slice.rows();
    double[][] joint = slice.shares();
    if (componentCells != null) {
      excludeOtherCells(slice);
    }
    double[] most = slice.perRow()[0];
    double[] sums = slice.perRow()[1];
    double[] scratch = slice.perRow()[2];
    Arrays.fill(most, 0, m, Double.NEGATIVE_INFINITY);
    Arrays.fill(sums, 0, m, 0);
    for (double[] each : joint) {
      for (int r = 0; r < m; r++) {
        most[r] = Math.max(most[r], each[r]);
      }
    }
    for (double[] each : joint) {
      subtract(m, most, each);
      Exponentials.replace(m, each, NEGLIGIBLE, scratch);
      add(m, each, sums);
    }
    for (int r = 0; r < m; r++) {
      logDensity[r] = most[r] + Math.log(sums[r]);
      sums[r] = 1 / sums[r];
    }
    for (double[] each : joint) {
      for (int r = 0; r < m; r++) {
        each[r] *= sums[r];
      }
    }
  }

  private void excludeOtherCells(Slice slice) {
    for (int r = 0; r < slice.rows(); r++) {
      int cell = slice.cell(r);
      if (cell == RowBlock.NO_CELL || Arrays.stream(componentCells).noneMatch(c -> c == cell)) {
        continue;
      }
      for (int k = 0; k < components; k++) {
        if (componentCells[k] != cell) {
          slice.shares()[k][r] = Double.NEGATIVE_INFINITY;
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
    Slice slice = slice();
    double[] logDensity = new double[MatrixKernel.MOST_ROWS];
    try (Distances distances = distances(kernel)) {
      for (int from = 0; from < rows.length; from += slice.rows()) {
        slice.take(block, from);
        logJoint(slice, distances, kernel);
        normalize(slice, logDensity);
        for (int r = 0; r < slice.rows(); r++) {
          for (int k = 0; k < components; k++) {
            rows[from + r][k] = slice.shares()[k][r];
          }
        }
      }
    }
    return rows;
  }

  /**
   * Responsibilities of all components for one row, whatever its cell.
   *
   * @param row d numbers
   * @return one number per component, summing to 1
   * @throws UserException if the row has another width
   */
  public double[] ofRow(double[] row) {
    if (row.length != d) {
      throw new UserException("a row must have " + d + " numbers but has " + row.length);
    }
    double[] x = new double[d];
    double norm = 0;
    for (int i = 0; i < d; i++) {
      x[i] = row[i] - centre[i];
      norm += x[i] * x[i];
    }
    double[] joint = new double[components];
    for (int k = 0; k < components; k++) {
      joint[k] = constants[k] + (whitening.length > 0 ? fullTerm(k, x) : linearTerm(k, x, norm));
    }
    double logDensity = GaussianMixture.logSumExp(joint, 0, components);
    for (int k = 0; k < components; k++) {
      joint[k] = Math.exp(joint[k] - logDensity);
    }
    return joint;
  }

  private double linearTerm(int k, double[] x, double norm) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += linear[(k * d) + i] * x[i];
    }
    for (int i = 0; i < d && quadratic.length > 0; i++) {
      sum += quadratic[(k * d) + i] * x[i] * x[i];
    }
    int rank = directions.length / (components * d);
    for (int row = k * rank; row < (k + 1) * rank; row++) {
      double along = 0;
      for (int i = 0; i < d; i++) {
        along += directions[(row * d) + i] * x[i];
      }
      sum += 0.5 * along * along;
    }
    return type == CovarianceType.SPHERICAL ? sum - (0.5 * norm / variances[k]) : sum;
  }

  private double fullTerm(int k, double[] x) {
    double[] w = whitening[k];
    double squares = 0;
    for (int i = 0; i < d; i++) {
      double sum = -whitenedMeans[k][i];
      for (int j = 0; j <= i; j++) {
        sum += w[(i * d) + j] * x[j];
      }
      squares += sum * sum;
    }
    return -0.5 * squares;
  }

  /** Starts a sum of statistics in one thread. */
  public Accumulator accumulator(MatrixKernel kernel) {
    return new Accumulator(this, kernel);
  }
}
