package dev.isonomy.mixture.kernel;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.linalg.DenseVectors;
import dev.isonomy.linalg.PackedSymmetric;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Weight, mean and scatter of rows; the moments of two sets of rows merge into those of all (Chan,
 * Golub and LeVeque 1979). The scatter is sum_i w_i (x_i - mean) (x_i - mean)^T, or its diagonal
 * alone: a matrix over thousands of coordinates does not fit into memory.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int d;
  private long rows;
  private double weight;
  private final double[] mean;
  private final boolean diagonal;
  private final double[] scatter; // packed, or the diagonal

  private Moments(int d, boolean diagonal) {
    this.d = d;
    this.mean = new double[d];
    this.diagonal = diagonal;
    this.scatter = new double[diagonal ? d : PackedSymmetric.length(d)];
  }

  /**
   * The moments of no rows.
   *
   * @param dimension d
   * @return empty moments, to be merged into
   */
  public static Moments empty(int dimension) {
    return new Moments(dimension, false);
  }

  /**
   * The moments of no rows, with variances only: d numbers instead of d (d + 1) / 2.
   *
   * @param dimension d
   * @return empty moments, to be merged into
   */
  public static Moments emptyOfVariances(int dimension) {
    return new Moments(dimension, true);
  }

  /** Moments of no rows, with covariances where these have them. */
  public Moments emptied() {
    return new Moments(d, diagonal);
  }

  /**
   * The moments of rows in memory.
   *
   * @param blocks the rows
   * @param kernel computes the products
   * @return their moments
   * @throws UserException if there is no row with weight
   */
  public static Moments of(List<RowBlock> blocks, MatrixKernel kernel) {
    if (blocks.isEmpty()) {
      throw new UserException("there must be at least one row but there is none");
    }
    Moments sum = new Moments(blocks.get(0).dimension(), false);
    for (RowBlock block : blocks) {
      sum.add(block, kernel);
    }
    return sum;
  }

  /**
   * Adds rows.
   *
   * @param block the rows
   * @param kernel computes the products
   */
  public void add(RowBlock block, MatrixKernel kernel) {
    Moments other = new Moments(d, diagonal);
    other.rows = block.rows();
    double[] values = block.values();
    for (int r = 0; r < block.rows(); r++) {
      double w = block.weight(r);
      other.weight += w;
      for (int i = 0; i < d; i++) {
        other.mean[i] += w * values[(r * d) + i];
      }
    }
    if (other.weight > 0) {
      for (int i = 0; i < d; i++) {
        other.mean[i] /= other.weight;
      }
      other.addScatter(block, kernel);
    }
    merge(other);
  }

  /** Adds the scatter of rows about the mean, which is known by now. */
  private void addScatter(RowBlock block, MatrixKernel kernel) {
    double[] scaled = new double[ArraySize.of("a block of rows", block.rows(), d)];
    for (int r = 0; r < block.rows(); r++) {
      double root = Math.sqrt(block.weight(r));
      for (int i = 0; i < d; i++) {
        scaled[(r * d) + i] = root * (block.values()[(r * d) + i] - mean[i]);
      }
    }
    if (diagonal) {
      for (int at = 0; at < scaled.length; at++) {
        scatter[at % d] += scaled[at] * scaled[at];
      }
      return;
    }
    double[] dense = new double[ArraySize.of("a covariance matrix", d, d)];
    kernel.addGram(block.rows(), d, scaled, dense);
    DenseVectors.add(scatter, PackedSymmetric.pack(d, dense));
  }

  /**
   * Adds the moments of other rows.
   *
   * @param other their moments
   * @return this
   */
  public Moments merge(Moments other) {
    if (other.d != d || other.diagonal != diagonal) {
      throw new IllegalArgumentException(this + " cannot be merged with " + other);
    }
    rows += other.rows;
    if (other.weight == 0) {
      return this;
    }
    double total = weight + other.weight;
    double[] delta = new double[d];
    for (int i = 0; i < d; i++) {
      delta[i] = other.mean[i] - mean[i];
      mean[i] += delta[i] * (other.weight / total);
    }
    DenseVectors.add(scatter, other.scatter);
    double factor = weight * other.weight / total;
    if (diagonal) {
      for (int i = 0; i < d; i++) {
        scatter[i] += factor * delta[i] * delta[i];
      }
    } else {
      PackedSymmetric.addOuter(d, factor, delta, 0, scatter);
    }
    weight = total;
    return this;
  }

  /** d. */
  public int dimension() {
    return d;
  }

  /** How many rows there are, whatever their weight. */
  public long rows() {
    return rows;
  }

  /** The sum of the rows' weights. */
  public double weight() {
    return weight;
  }

  /** The weighted mean; a copy. */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The covariance, scatter over weight: d x d, row-major.
   *
   * @throws IllegalStateException if there are variances only
   */
  public double[] covariance() {
    return PackedSymmetric.unpack(d, scatter(), 1 / weight);
  }

  /** The coordinates' variances, d numbers. */
  public double[] variances() {
    double[] variances = new double[d];
    int at = 0;
    for (int i = 0; i < d; i++) {
      variances[i] = scatter[at] / weight;
      at += diagonal ? 1 : d - i;
    }
    return variances;
  }

  /** The mean of the coordinates' variances. */
  public double meanVariance() {
    return Arrays.stream(variances()).sum() / d;
  }

  /**
   * The log determinant of the covariance, its diagonal raised where that is needed.
   *
   * @param floor the least variance of a coordinate given others, as a share of the mean variance
   * @return log det S
   */
  public double logDeterminant(double floor) {
    return CholeskyFactor.withFloor(d, covariance(), floor * meanVariance()).logDeterminant();
  }

  /**
   * The scatter, packed; not a copy.
   *
   * @return d (d + 1) / 2 numbers, as {@link PackedSymmetric} orders them
   * @throws IllegalStateException if there are variances only
   */
  public double[] scatter() {
    if (diagonal) {
      throw new IllegalStateException(this + " have no covariances");
    }
    return scatter;
  }

  @Override
  public String toString() {
    return (diagonal ? "variances" : "moments") + " of " + d + " coordinates";
  }
}
