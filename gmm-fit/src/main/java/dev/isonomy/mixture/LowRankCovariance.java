package dev.isonomy.mixture;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;

/**
 * S_k = W_k W_k^T + diag(psi_k) with a d x r matrix W_k: d (r + 1) numbers instead of d (d + 1) /
 * 2, for rows of thousands of numbers. Each component is a factor analyser (Ghahramani and Hinton
 * 1996).
 *
 * <p>With M = I + W^T Psi^-1 W = L L^T and C = L^-1 W^T Psi^-1, Woodbury's identity gives S^-1 =
 * Psi^-1 - C^T C and log det S = log det Psi + log det M; nothing larger than r x r is factored.
 */
public final class LowRankCovariance implements Covariance {
  private static final long serialVersionUID = 1L;

  private final int d;
  private final int rank;
  private final double[][] factors; // W, d x r
  private final double[][] variances; // psi
  private final double[][] whitened; // C, r x d
  private final CholeskyFactor[] cores; // of M
  private final double[] logDeterminants;

  /**
   * Makes covariances.
   *
   * @param dimension d
   * @param parameters per component W, row-major, then psi: d (r + 1) numbers
   * @throws IllegalArgumentException if they have another shape, or a variance is not above 0
   */
  public LowRankCovariance(int dimension, double[][] parameters) {
    this.d = dimension;
    this.rank = parameters.length == 0 ? 0 : (parameters[0].length / dimension) - 1;
    this.factors = new double[parameters.length][];
    this.variances = new double[parameters.length][];
    this.whitened = new double[parameters.length][];
    this.cores = new CholeskyFactor[parameters.length];
    this.logDeterminants = new double[parameters.length];
    for (int k = 0; k < parameters.length; k++) {
      if (rank < 1 || parameters[k].length != (long) d * (rank + 1)) {
        throw new IllegalArgumentException(
            "a low-rank covariance must have d (r + 1) numbers, r at least 1, but has "
                + parameters[k].length);
      }
      factors[k] = Arrays.copyOf(parameters[k], d * rank);
      variances[k] = Arrays.copyOfRange(parameters[k], d * rank, d * (rank + 1));
      prepare(k);
    }
  }

  private void prepare(int k) {
    double[] w = factors[k];
    double[] psi = variances[k];
    double[] core = new double[ArraySize.of("a low-rank core", rank, rank)];
    double log = 0;
    for (int i = 0; i < d; i++) {
      if (!(psi[i] > 0) || Double.isInfinite(psi[i])) {
        throw new IllegalArgumentException("variances must be above 0 but was " + psi[i]);
      }
      log += Math.log(psi[i]);
      for (int a = 0; a < rank; a++) {
        double scaled = w[(i * rank) + a] / psi[i];
        for (int b = 0; b < rank; b++) {
          core[(a * rank) + b] += scaled * w[(i * rank) + b];
        }
      }
    }
    for (int a = 0; a < rank; a++) {
      core[(a * rank) + a] += 1;
    }
    cores[k] = CholeskyFactor.of(rank, core);
    logDeterminants[k] = log + cores[k].logDeterminant();
    whitened[k] = new double[rank * d];
    double[] column = new double[rank];
    for (int i = 0; i < d; i++) {
      for (int a = 0; a < rank; a++) {
        column[a] = w[(i * rank) + a] / psi[i];
      }
      cores[k].solveLower(column);
      for (int a = 0; a < rank; a++) {
        whitened[k][(a * d) + i] = column[a];
      }
    }
  }

  /** The number of columns of W, r. */
  public int rank() {
    return rank;
  }

  /**
   * psi of a coordinate.
   *
   * @param component a component's index
   * @param coordinate a coordinate
   * @return the variance that W leaves over
   */
  public double variance(int component, int coordinate) {
    return variances[component][coordinate];
  }

  /**
   * C of a component.
   *
   * @param component a component's index
   * @return r x d, row-major; not a copy
   */
  public double[] whitened(int component) {
    return whitened[component];
  }

  /**
   * The factor L of a component's M.
   *
   * @param component a component's index
   * @return the factor
   */
  public CholeskyFactor core(int component) {
    return cores[component];
  }

  /**
   * Overwrites x by S^-1 x = Psi^-1 x - C^T (C x).
   *
   * @param component a component's index
   * @param x d numbers
   */
  public void solve(int component, double[] x) {
    double[] c = whitened[component];
    double[] along = along(c, x);
    for (int i = 0; i < d; i++) {
      x[i] /= variances[component][i];
    }
    for (int a = 0; a < rank; a++) {
      for (int i = 0; i < d; i++) {
        x[i] -= along[a] * c[(a * d) + i];
      }
    }
  }

  private double[] along(double[] c, double[] x) {
    double[] along = new double[rank];
    for (int a = 0; a < rank; a++) {
      for (int i = 0; i < d; i++) {
        along[a] += c[(a * d) + i] * x[i];
      }
    }
    return along;
  }

  @Override
  public CovarianceType type() {
    return CovarianceType.LOW_RANK;
  }

  @Override
  public int dimension() {
    return d;
  }

  @Override
  public boolean fits(int components) {
    return factors.length == components;
  }

  @Override
  public long parameterCount(int components) {
    long r = rank;
    // W is determined up to a rotation of its columns
    return components * ((d * (r + 1)) - (r * (r - 1) / 2));
  }

  @Override
  public double[] matrix(int component) {
    double[] w = factors[component];
    double[] matrix = new double[ArraySize.of("a covariance matrix", d, d)];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? variances[component][i] : 0;
        for (int a = 0; a < rank; a++) {
          sum += w[(i * rank) + a] * w[(j * rank) + a];
        }
        matrix[(i * d) + j] = sum;
        matrix[(j * d) + i] = sum;
      }
    }
    return matrix;
  }

  @Override
  public double logDeterminant(int component) {
    return logDeterminants[component];
  }

  @Override
  public double squaredDistance(int component, double[] centred) {
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += centred[i] * centred[i] / variances[component][i];
    }
    for (double each : along(whitened[component], centred)) {
      sum -= each * each;
    }
    return Math.max(0, sum);
  }

  @Override
  public void addDraw(int component, RandomStream stream, double[] out) {
    double[] z = new double[rank];
    stream.fillGaussian(z);
    double[] w = factors[component];
    for (int i = 0; i < d; i++) {
      double sum = Math.sqrt(variances[component][i]) * stream.nextGaussian();
      for (int a = 0; a < rank; a++) {
        sum += w[(i * rank) + a] * z[a];
      }
      out[i] += sum;
    }
  }

  @Override
  public double[][] parameters() {
    double[][] parameters = new double[factors.length][];
    for (int k = 0; k < factors.length; k++) {
      parameters[k] = Arrays.copyOf(factors[k], d * (rank + 1));
      System.arraycopy(variances[k], 0, parameters[k], d * rank, d);
    }
    return parameters;
  }
}
