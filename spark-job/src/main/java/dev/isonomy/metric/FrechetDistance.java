package dev.isonomy.metric;

import dev.isonomy.linalg.SymmetricEigen;

/**
 * The squared Frechet distance between two Gaussians with the moments of two sets of features,
 *
 * <pre>||m_r - m_g||^2 + tr(S_r + S_g - 2 (S_r S_g)^(1/2))</pre>
 *
 * <p>known as FID when the features come from an image network (Heusel et al., NeurIPS 2017). The
 * trace of the square root is taken from the symmetric matrix S_r^(1/2) S_g S_r^(1/2), which has
 * the same eigenvalues as S_r S_g: no complex numbers, no epsilon on the diagonal, and singular
 * covariances are fine. The reference's square root is kept, so one instance serves many sets.
 */
public final class FrechetDistance {
  private final double[] mean;
  private final double trace;
  private final double[][] root;

  private FrechetDistance(double[] mean, double[][] covariance) {
    this.mean = mean;
    this.trace = trace(covariance);
    this.root = squareRoot(covariance);
  }

  /**
   * Prepares a reference.
   *
   * @param reference moments of at least two rows
   * @return distances to it
   */
  public static FrechetDistance to(FeatureMoments reference) {
    return new FrechetDistance(reference.mean(), reference.covariance());
  }

  /**
   * In how many dimensions the reference spreads: (tr S^(1/2))^2 / tr S, which is d for equal
   * variances, 1 if one direction has them all, and 0 if all rows are alike.
   */
  double spread() {
    double roots = trace(root);
    return trace > 0 ? roots * roots / trace : 0;
  }

  /**
   * The distance of a set to the reference.
   *
   * @param generated moments of at least two rows of the reference's width
   * @return the squared Frechet distance, at least 0
   * @throws IllegalArgumentException if the widths differ
   */
  public double from(FeatureMoments generated) {
    return from(generated.mean(), generated.covariance());
  }

  double from(double[] otherMean, double[][] covariance) {
    if (otherMean.length != mean.length) {
      throw new IllegalArgumentException(
          "features must have " + mean.length + " numbers but have " + otherMean.length);
    }
    double squares = 0;
    for (int i = 0; i < mean.length; i++) {
      squares += (mean[i] - otherMean[i]) * (mean[i] - otherMean[i]);
    }
    double roots = 0;
    for (double value :
        SymmetricEigen.of(symmetric(multiply(multiply(root, covariance), root))).values()) {
      roots += Math.sqrt(Math.max(0, value));
    }
    return Math.max(0, squares + trace + trace(covariance) - (2 * roots));
  }

  private static double trace(double[][] matrix) {
    double sum = 0;
    for (int i = 0; i < matrix.length; i++) {
      sum += matrix[i][i];
    }
    return sum;
  }

  private static double[][] squareRoot(double[][] matrix) {
    SymmetricEigen eigen = SymmetricEigen.of(matrix);
    int n = matrix.length;
    double[][] v = eigen.vectors();
    double[][] scaled = new double[n][n];
    double[][] transposed = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scaled[i][j] = v[i][j] * Math.sqrt(Math.max(0, eigen.values()[j]));
        transposed[j][i] = v[i][j];
      }
    }
    return multiply(scaled, transposed);
  }

  private static double[][] symmetric(double[][] matrix) {
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        matrix[i][j] = (matrix[i][j] + matrix[j][i]) / 2;
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    int n = a.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double factor = a[i][k];
        for (int j = 0; j < n; j++) {
          product[i][j] += factor * b[k][j];
        }
      }
    }
    return product;
  }
}
