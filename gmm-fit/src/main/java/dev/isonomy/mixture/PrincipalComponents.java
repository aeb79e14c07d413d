package dev.isonomy.mixture;

import dev.isonomy.error.UserException;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The first principal components of rows, to fit a mixture in fewer dimensions, and what they leave
 * over, to draw it back: the probabilistic model of Tipping and Bishop (1999), x = mean + V z + e
 * with e of variance {@code residualVariance} in every direction that V does not span.
 *
 * @param mean d numbers
 * @param components q orthonormal rows of d numbers, by falling variance
 * @param variances of the q components
 * @param residualVariance the mean variance of the d - q directions left out, 0 where q = d
 */
public record PrincipalComponents(
    double[] mean, double[][] components, double[] variances, double residualVariance) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public PrincipalComponents {
    if (components.length != variances.length || !(residualVariance >= 0)) {
      throw new IllegalArgumentException("components need a variance each and a residual variance");
    }
    for (double[] each : components) {
      if (each.length != mean.length) {
        throw new IllegalArgumentException(
            "components must have " + mean.length + " numbers but has " + each.length);
      }
    }
    mean = mean.clone();
    components = Arrays.stream(components).map(double[]::clone).toArray(double[][]::new);
    variances = variances.clone();
  }

  /**
   * The components of the largest variance.
   *
   * @param moments of the rows
   * @param count q, from 1 to d
   * @return the components
   * @throws UserException if there are not so many
   */
  public static PrincipalComponents of(Moments moments, int count) {
    int d = moments.dimension();
    if (count < 1 || count > d) {
      throw new UserException(
          "the number of principal components must be in [1, " + d + "] but was " + count);
    }
    SymmetricEigen.Result eigen = SymmetricEigen.of(d, moments.covariance());
    int[] order =
        IntStream.range(0, d)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.values()[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] components = new double[count][d];
    double[] variances = new double[count];
    double residual = 0;
    for (int j = 0; j < d; j++) {
      double variance = Math.max(0, eigen.values()[order[j]]);
      if (j >= count) {
        residual += variance / (d - count);
        continue;
      }
      variances[j] = variance;
      int largest = 0;
      for (int i = 0; i < d; i++) {
        components[j][i] = eigen.vectors()[(i * d) + order[j]];
        largest = Math.abs(components[j][i]) > Math.abs(components[j][largest]) ? i : largest;
      }
      if (components[j][largest] < 0) { // a sign that does not depend on the algorithm
        for (int i = 0; i < d; i++) {
          components[j][i] = -components[j][i];
        }
      }
    }
    return new PrincipalComponents(moments.mean(), components, variances, residual);
  }

  /** How many components there are, q. */
  public int count() {
    return components.length;
  }

  /**
   * The coordinates of a row: V^T (x - mean).
   *
   * @param x d numbers
   * @return q numbers
   * @throws UserException if x has another width
   */
  public double[] project(double[] x) {
    if (x.length != mean.length) {
      throw new UserException("a row must have " + mean.length + " numbers but has " + x.length);
    }
    double[] z = new double[components.length];
    for (int j = 0; j < z.length; j++) {
      for (int i = 0; i < x.length; i++) {
        z[j] += components[j][i] * (x[i] - mean[i]);
      }
    }
    return z;
  }

  /**
   * A row with these coordinates; what the projection dropped is drawn.
   *
   * @param z q numbers
   * @param stream the random numbers of the residual; d standard normal ones are taken
   * @return mean + V z + e, with e orthogonal to the components
   */
  public double[] lift(double[] z, RandomStream stream) {
    int d = mean.length;
    double[] x = new double[d];
    stream.fillGaussian(x);
    double deviation = Math.sqrt(residualVariance);
    for (int i = 0; i < d; i++) {
      x[i] *= deviation;
    }
    for (int j = 0; j < components.length; j++) {
      double along = 0; // components are orthonormal, so they can be taken out one by one
      for (int i = 0; i < d; i++) {
        along += components[j][i] * x[i];
      }
      for (int i = 0; i < d; i++) {
        x[i] += components[j][i] * (z[j] - along);
      }
    }
    for (int i = 0; i < d; i++) {
      x[i] += mean[i];
    }
    return x;
  }

  /** d numbers; a copy. */
  @Override
  public double[] mean() {
    return mean.clone();
  }

  /** q rows of d numbers; a copy. */
  @Override
  public double[][] components() {
    return Arrays.stream(components).map(double[]::clone).toArray(double[][]::new);
  }

  /** The variances of the components; a copy. */
  @Override
  public double[] variances() {
    return variances.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrincipalComponents that
        && Arrays.equals(mean, that.mean)
        && Arrays.deepEquals(components, that.components)
        && Arrays.equals(variances, that.variances)
        && residualVariance == that.residualVariance;
  }

  @Override
  public int hashCode() {
    return (31 * Arrays.hashCode(mean)) + Arrays.hashCode(variances);
  }

  @Override
  public String toString() {
    return "PrincipalComponents[" + count() + " of " + mean.length + "]";
  }
}
