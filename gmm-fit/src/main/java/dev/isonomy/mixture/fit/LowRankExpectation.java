package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.LowRankCovariance;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import dev.isonomy.mixture.kernel.Scatters;
import java.util.stream.IntStream;

/**
 * The E-step under covariances of low rank, whose inverse is Psi^-1 - C^T C: a diagonal E-step,
 * plus |C x|^2 / 2. The M-step needs the squares of the rows and their products with C x.
 */
final class LowRankExpectation extends LinearExpectation {
  private static final long serialVersionUID = 1L;

  private final int rank;
  private final double[] quadratic; // K x d: -1/(2 psi)
  private final double[] directions; // K r x d: C_k

  LowRankExpectation(GaussianMixture mixture, LowRankCovariance covariance, double[] centre) {
    super(mixture);
    this.rank = covariance.rank();
    this.quadratic = new double[linear.length];
    int rows = ArraySize.of("the components' directions", components, rank);
    this.directions = new double[ArraySize.of("the components' directions", rows, d)];
    IntStream.range(0, components).parallel().forEach(k -> prepare(mixture, covariance, centre, k));
  }

  private void prepare(
      GaussianMixture mixture, LowRankCovariance covariance, double[] centre, int k) {
    double[] mean = centredMean(mixture, k, centre);
    double[] solved = mean.clone();
    covariance.solve(k, solved);
    System.arraycopy(solved, 0, linear, k * d, d);
    System.arraycopy(covariance.whitened(k), 0, directions, k * rank * d, rank * d);
    double squares = 0; // (mu - c)^T S^-1 (mu - c)
    for (int i = 0; i < d; i++) {
      quadratic[(k * d) + i] = -0.5 / covariance.variance(k, i);
      squares += mean[i] * solved[i];
    }
    constants[k] = mixture.logConstant(k) - (0.5 * squares);
  }

  @Override
  SufficientStatistics emptyStatistics() {
    int second = ArraySize.of("the second moments of a component", d, 1 + rank);
    return new SufficientStatistics(CovarianceType.LOW_RANK, components, d, second);
  }

  @Override
  void addTerms(RowTile tile, double[] terms, MatrixKernel kernel) {
    int m = tile.rows();
    double[] along = along(tile, kernel);
    for (int row = 0; row < components * rank; row++) {
      int to = (row / rank) * m;
      for (int r = 0; r < m; r++) {
        terms[to + r] += 0.5 * along[(row * m) + r] * along[(row * m) + r];
      }
    }
    kernel.multiplyTransposed(components, m, d, quadratic, tile.squares(), terms);
  }

  /** C_k x for all components and rows, K r x m. */
  private double[] along(RowTile tile, MatrixKernel kernel) {
    int m = tile.rows();
    double[] along =
        new double[ArraySize.of("the rows along the components' directions", components * rank, m)];
    kernel.multiplyTransposed(components * rank, m, d, directions, tile.x(), along);
    return along;
  }

  @Override
  double term(int k, double[] x, double squaredNorm, double linearTerm) {
    double sum = linearTerm;
    for (int i = 0; i < d; i++) {
      sum += quadratic[(k * d) + i] * x[i] * x[i];
    }
    for (int row = k * rank; row < (k + 1) * rank; row++) {
      double along = 0;
      for (int i = 0; i < d; i++) {
        along += directions[(row * d) + i] * x[i];
      }
      sum += 0.5 * along * along;
    }
    return sum;
  }

  @Override
  SecondMoments secondMoments(RowTile tile, SufficientStatistics sums, MatrixKernel kernel) {
    return shares -> {
      addSquares(tile, shares, kernel, sums);
      addAlongDirections(tile, shares, kernel, sums);
    };
  }

  /** Adds sum_i w_i r_ik (C_k x_i) x_i^T, r x d, after the squares. */
  private void addAlongDirections(
      RowTile tile, double[] shares, MatrixKernel kernel, SufficientStatistics statistics) {
    int m = tile.rows();
    double[] along = along(tile, kernel);
    double[] weighted = new double[rank * m];
    for (int k = 0; k < components; k++) {
      boolean any = false;
      for (int r = 0; r < m; r++) {
        double share = shares[(k * m) + r];
        any |= share > Scatters.NEGLIGIBLE;
        for (int a = 0; a < rank; a++) {
          weighted[(a * m) + r] = share * along[(((k * rank) + a) * m) + r];
        }
      }
      if (any) {
        double[] products = new double[rank * d];
        kernel.multiply(rank, d, m, weighted, tile.x(), products);
        double[] second = statistics.second(k);
        for (int at = 0; at < products.length; at++) {
          second[d + at] += products[at];
        }
      }
    }
  }
}
