package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.PackedSymmetric;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.FullCovariance;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MahalanobisDistances;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.RowTile;
import dev.isonomy.mixture.kernel.Scatters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The E-step under a matrix per component: one triangular product per component for the densities,
 * and a scatter matrix per component for the M-step.
 */
final class FullExpectation extends Expectation {
  private static final long serialVersionUID = 1L;

  private final int rest; // the heaviest component, see SufficientStatistics
  private final double[][] whitening; // L_k^-1, d x d
  private final double[][] whitenedMeans; // L_k^-1 (mu_k - c)

  FullExpectation(GaussianMixture mixture, FullCovariance covariance, double[] centre) {
    super(mixture);
    this.rest = heaviest(mixture.weights());
    this.whitening = new double[components][];
    this.whitenedMeans = new double[components][];
    IntStream.range(0, components)
        .parallel()
        .forEach(
            k -> {
              whitening[k] = covariance.factor(k).inverse();
              whitenedMeans[k] = centredMean(mixture, k, centre);
              covariance.factor(k).solveLower(whitenedMeans[k]);
              constants[k] = mixture.logConstant(k);
            });
  }

  private static int heaviest(double[] weights) {
    int heaviest = 0;
    for (int k = 1; k < weights.length; k++) {
      heaviest = weights[k] > weights[heaviest] ? k : heaviest;
    }
    return heaviest;
  }

  @Override
  SufficientStatistics emptyStatistics() {
    return SufficientStatistics.withoutRest(
        CovarianceType.FULL, components, d, PackedSymmetric.length(d), rest);
  }

  @Override
  JointDensities densities(RowTile tile, MatrixKernel kernel) {
    MahalanobisDistances distances = kernel.distances(whitening, whitenedMeans);
    return new JointDensities() {
      @Override
      public void fill() {
        int m = tile.rows();
        for (int k = 0; k < components; k++) {
          Arrays.fill(tile.shares()[k], 0, m, constants[k]);
        }
        distances.subtractHalfSquares(m, tile.transposed(), tile.shares());
      }

      @Override
      public void close() {
        distances.close();
      }
    };
  }

  @Override
  double logJoint(int k, double[] x, double squaredNorm) {
    double[] w = whitening[k];
    double squares = 0;
    for (int i = 0; i < d; i++) {
      double sum = -whitenedMeans[k][i];
      for (int j = 0; j <= i; j++) {
        sum += w[(i * d) + j] * x[j];
      }
      squares += sum * sum;
    }
    return constants[k] + (-0.5 * squares);
  }

  @Override
  SecondMoments secondMoments(RowTile tile, SufficientStatistics sums, MatrixKernel kernel) {
    List<double[]> others = new ArrayList<>(Arrays.asList(tile.shares()));
    others.remove(rest);
    double[][] shares = others.toArray(double[][]::new);
    Scatters scatters = kernel.scatters(shares.length, d);
    return new SecondMoments() {
      @Override
      public void add(double[] unused) {
        scatters.add(tile.rows(), tile.x(), tile.transposed(), shares);
      }

      @Override
      public void finish() {
        for (int k = 0; k < shares.length; k++) {
          scatters.addTo(k, sums.second(k < rest ? k : k + 1));
        }
      }

      @Override
      public void close() {
        scatters.close();
      }
    };
  }
}
