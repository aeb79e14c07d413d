package dev.isonomy.bench;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;

/** A mixture with full covariances as a start for another kind. */
final class Starts {
  private Starts() {}

  /** The same weights and means; covariances of the kind that keep the variances. */
  static GaussianMixture of(GaussianMixture full, CovarianceType type) {
    int d = full.dimension();
    int k = full.componentCount();
    double[][] parameters =
        switch (type) {
          case FULL -> full.covariance().parameters();
          case TIED -> new double[][] {meanMatrix(full)};
          case DIAGONAL -> new double[k][];
          case SPHERICAL -> new double[k][1];
          default ->
              throw new UserException(
                  "covariance must be full, tied, diagonal or spherical but was " + type.id());
        };
    for (int c = 0; c < k && type != CovarianceType.FULL && type != CovarianceType.TIED; c++) {
      double[] diagonal = diagonal(full.covariance().matrix(c), d);
      if (type == CovarianceType.DIAGONAL) {
        parameters[c] = diagonal;
      } else {
        for (double each : diagonal) {
          parameters[c][0] += each / d;
        }
      }
    }
    return new GaussianMixture(full.weights(), full.means(), Covariance.of(type, d, parameters));
  }

  private static double[] diagonal(double[] matrix, int d) {
    double[] diagonal = new double[d];
    for (int i = 0; i < d; i++) {
      diagonal[i] = matrix[(i * d) + i];
    }
    return diagonal;
  }

  private static double[] meanMatrix(GaussianMixture full) {
    double[] weights = full.weights();
    double[] mean = new double[full.dimension() * full.dimension()];
    for (int c = 0; c < weights.length; c++) {
      double[] matrix = full.covariance().matrix(c);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += weights[c] * matrix[i];
      }
    }
    return mean;
  }
}
