package dev.isonomy.mixture.projection;

import dev.isonomy.linalg.SymmetricEigen;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Principal components of rows of thousands of numbers without their covariance matrix, by subspace
 * iteration with a few additional vectors (Halko, Martinsson and Tropp 2011). Each step is one pass
 * over the rows; the variances are the Rayleigh-Ritz values of the last step.
 */
public final class LeadingComponents {
  /** Additional vectors, which speed up the convergence of the last wanted ones. */
  private static final int OVERSAMPLING = 10;

  private static final int MOST_PASSES = 40;

  /** Stops when a pass raises the variance along the wanted components by less than this share. */
  private static final double TOLERANCE = 1e-6;

  private LeadingComponents() {}

  /**
   * Finds the components of the largest variance.
   *
   * @param moments mean and variances of all rows
   * @param count q, from 1 to d
   * @param product sums the {@link ScatterProduct} of all rows with a basis
   * @return the components
   * @throws dev.isonomy.error.UserException if there are not so many
   */
  public static PrincipalComponents of(
      Moments moments, int count, Function<ScatterProduct.Basis, ScatterProduct> product) {
    int d = moments.dimension();
    PrincipalComponents.checkCount(count, d);
    double[] mean = moments.mean();
    double[][] basis = start(Math.min(d, count + OVERSAMPLING), d);
    double previous = 0;
    for (int pass = 1; ; pass++) {
      double[][] image =
          product.apply(new ScatterProduct.Basis(mean, basis)).dividedBy(moments.weight());
      SymmetricEigen ritz = ritz(basis, image);
      int[] order = byFallingValue(basis.length);
      double explained = 0;
      for (int j = 0; j < count; j++) {
        explained += ritz.values()[order[j]];
      }
      if (pass == MOST_PASSES || explained - previous <= TOLERANCE * explained) {
        double[] values =
            IntStream.of(order).limit(count).mapToDouble(j -> ritz.values()[j]).toArray();
        double[][] vectors = rotated(basis, ritz, Arrays.copyOf(order, count));
        return PrincipalComponents.of(moments, vectors, values);
      }
      previous = explained;
      basis = rotated(image, ritz, order);
      orthonormalize(basis);
    }
  }

  private static double[][] start(int count, int d) {
    double[][] basis = new double[count][d];
    for (int j = 0; j < count; j++) {
      RandomStream.of(0, j, 0, Purpose.SEEDING).fillGaussian(basis[j]);
    }
    orthonormalize(basis);
    return basis;
  }

  /** Eigenvalues of Q S Q^T for orthonormal rows Q and their images Q S. */
  private static SymmetricEigen ritz(double[][] basis, double[][] image) {
    int l = basis.length;
    double[][] small = new double[l][l];
    IntStream.range(0, l)
        .parallel()
        .forEach(
            a -> {
              for (int b = 0; b <= a; b++) {
                double value = 0.5 * (dot(basis[a], image[b]) + dot(basis[b], image[a]));
                small[a][b] = value;
                small[b][a] = value;
              }
            });
    return SymmetricEigen.of(small);
  }

  /** Eigenvalues rise: their indices from the last one to the first. */
  private static int[] byFallingValue(int count) {
    return IntStream.range(0, count).map(j -> count - 1 - j).toArray();
  }

  /** Combines vectors by the chosen eigenvectors. */
  private static double[][] rotated(double[][] vectors, SymmetricEigen eigen, int[] chosen) {
    int l = vectors.length;
    double[][] combined = new double[chosen.length][vectors[0].length];
    IntStream.range(0, chosen.length)
        .parallel()
        .forEach(
            j -> {
              for (int a = 0; a < l; a++) {
                addScaled(eigen.vectors()[a][chosen[j]], vectors[a], combined[j]);
              }
            });
    return combined;
  }

  /** Gram and Schmidt, twice, which is enough; directions without variance are drawn anew. */
  private static void orthonormalize(double[][] basis) {
    for (int j = 0; j < basis.length; j++) {
      for (int attempt = 0; ; attempt++) {
        double before = Math.sqrt(dot(basis[j], basis[j]));
        for (int round = 0; round < 2; round++) {
          for (int a = 0; a < j; a++) {
            addScaled(-dot(basis[a], basis[j]), basis[a], basis[j]);
          }
        }
        double norm = Math.sqrt(dot(basis[j], basis[j]));
        if (norm > 1e-10 * before) {
          for (int i = 0; i < basis[j].length; i++) {
            basis[j][i] /= norm;
          }
          break;
        }
        RandomStream.of(1 + attempt, j, 0, Purpose.SEEDING).fillGaussian(basis[j]);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    int i = 0;
    for (; i + 2 <= a.length; i += 2) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
    }
    return i < a.length ? s0 + s1 + (a[i] * b[i]) : s0 + s1;
  }

  private static void addScaled(double factor, double[] x, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * x[i];
    }
  }
}
