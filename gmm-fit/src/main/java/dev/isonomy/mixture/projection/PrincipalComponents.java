package dev.isonomy.mixture.projection;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.SymmetricEigen;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;

/**
 * The first principal components of rows, to fit a mixture in fewer dimensions, and the variance
 * that they leave over, to draw it again: the probabilistic model of Tipping and Bishop (1999), x =
 * mean + V z + e with e of variance {@code residualVariance} in every direction that V does not
 * span.
 */
public final class PrincipalComponents implements RowProjection {
  private static final long serialVersionUID = 1L;
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  /** How many numbers of the components are transposed at a time: 64 MB. */
  private static final int MOST_TURNED = 1 << 23;

  private final double[] mean;
  private final double[][] components;
  private final double[] variances;
  private final double residualVariance;

  /**
   * Components, copied.
   *
   * @param mean d numbers
   * @param components q orthonormal rows of d numbers, by falling variance
   * @param variances of the q components
   * @param residualVariance the mean variance of the d - q directions left out, 0 where q = d
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public PrincipalComponents(
      double[] mean, double[][] components, double[] variances, double residualVariance) {
    this(
        residualVariance,
        mean.clone(),
        Arrays.stream(components).map(double[]::clone).toArray(double[][]::new),
        variances.clone());
  }

  /** Keeps the arrays: components of thousands of numbers are too large to be copied. */
  private PrincipalComponents(
      double residualVariance, double[] mean, double[][] components, double[] variances) {
    if (components.length != variances.length || !(residualVariance >= 0)) {
      throw new IllegalArgumentException("components need a variance each and a residual variance");
    }
    for (double[] each : components) {
      if (each.length != mean.length) {
        throw new IllegalArgumentException(
            "components must have " + mean.length + " numbers but has " + each.length);
      }
    }
    this.mean = mean;
    this.components = components;
    this.variances = variances;
    this.residualVariance = residualVariance;
  }

  /**
   * Like the constructor, without copies.
   *
   * @param mean d numbers; kept
   * @param components q orthonormal rows of d numbers, by falling variance; kept
   * @param variances of the q components; kept
   * @param residualVariance the mean variance of the d - q directions left out
   * @return the components
   */
  public static PrincipalComponents owning(
      double[] mean, double[][] components, double[] variances, double residualVariance) {
    return new PrincipalComponents(residualVariance, mean, components, variances);
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
    checkCount(count, d);
    SymmetricEigen eigen = SymmetricEigen.of(rows(d, moments.covariance()));
    double[][] components = new double[count][d];
    double[] variances = new double[count];
    for (int j = 0; j < count; j++) {
      int column = d - 1 - j; // eigenvalues rise
      variances[j] = eigen.values()[column];
      for (int i = 0; i < d; i++) {
        components[j][i] = eigen.vectors()[i][column];
      }
    }
    return of(moments, components, variances);
  }

  private static double[][] rows(int d, double[] matrix) {
    double[][] rows = new double[d][];
    for (int i = 0; i < d; i++) {
      rows[i] = Arrays.copyOfRange(matrix, i * d, (i + 1) * d);
    }
    return rows;
  }

  /**
   * Components from orthonormal rows by falling variance; the unexplained variance is the residual.
   */
  static PrincipalComponents of(Moments moments, double[][] components, double[] variances) {
    int d = moments.dimension();
    double left = d * moments.meanVariance();
    for (int j = 0; j < components.length; j++) {
      variances[j] = Math.max(0, variances[j]);
      left -= variances[j];
      orient(components[j]);
    }
    double residual = components.length == d ? 0 : Math.max(0, left) / (d - components.length);
    return owning(moments.mean(), components, variances, residual);
  }

  /** Gives an eigenvector a sign that does not depend on the algorithm. */
  private static void orient(double[] vector) {
    int largest = 0;
    for (int i = 1; i < vector.length; i++) {
      largest = Math.abs(vector[i]) > Math.abs(vector[largest]) ? i : largest;
    }
    for (int i = 0; i < vector.length && vector[largest] < 0; i++) {
      vector[i] = i == largest ? vector[i] : -vector[i];
    }
    vector[largest] = Math.abs(vector[largest]);
  }

  static void checkCount(int count, int d) {
    if (count < 1 || count > d) {
      throw new UserException(
          "the number of principal components must be in [1, " + d + "] but was " + count);
    }
  }

  /** The variance of all d directions. */
  public double totalVariance() {
    return Arrays.stream(variances).sum() + (residualVariance * (mean.length - variances.length));
  }

  /**
   * The fewest of these components that explain a share of the variance; the others join the
   * residual.
   *
   * @param share of the total variance, in (0, 1]
   * @return the components, all of them where they do not explain as much
   */
  public PrincipalComponents explaining(double share) {
    double total = totalVariance();
    double sum = 0;
    int count = 0;
    while (count < variances.length && (count == 0 || sum < share * total * (1 - 1e-12))) {
      sum += variances[count++];
    }
    if (count == variances.length) {
      return this;
    }
    return owning(
        mean,
        Arrays.copyOf(components, count),
        Arrays.copyOf(variances, count),
        (total - sum) / (mean.length - count));
  }

  /** The share of the total variance that the components explain. */
  public double explainedShare() {
    double total = totalVariance();
    return total > 0 ? Arrays.stream(variances).sum() / total : 1;
  }

  /**
   * The same with a residual variance of at least a floor, so that what is left out keeps a
   * density.
   *
   * @param floor the least residual variance
   * @return the components, unchanged where all directions are kept
   */
  public PrincipalComponents withResidualOfAtLeast(double floor) {
    boolean enough = residualVariance >= floor || components.length == mean.length;
    return enough ? this : owning(mean, components, variances, floor);
  }

  /** How many components there are, q. */
  public int count() {
    return components.length;
  }

  @Override
  public int inputDimension() {
    return mean.length;
  }

  @Override
  public int dimension() {
    return components.length;
  }

  /**
   * The coordinates of a row: V^T (x - mean).
   *
   * @param x d numbers
   * @return q numbers
   * @throws UserException if x has another width
   */
  @Override
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

  @Override
  public RowBlock project(RowBlock block, MatrixKernel kernel) {
    int d = mean.length;
    int q = components.length;
    if (block.dimension() != d) {
      throw new IllegalArgumentException(
          "rows must have " + d + " numbers but have " + block.dimension());
    }
    double[] centred = new double[ArraySize.of("a block of rows", block.rows(), d)];
    for (int at = 0; at < centred.length; at++) {
      centred[at] = block.values()[at] - mean[at % d];
    }
    int most = Math.max(1, MOST_TURNED / d);
    double[] z = new double[ArraySize.of("a block of projections", block.rows(), q)];
    for (int first = 0; first < q; first += most) {
      addProducts(block.rows(), centred, first, Math.min(most, q - first), kernel, z);
    }
    return block.withValues(q, z);
  }

  /** The coordinates along a few of the components. */
  private void addProducts(
      int rows, double[] centred, int first, int count, MatrixKernel kernel, double[] z) {
    int d = mean.length;
    double[] turned = new double[ArraySize.of("the principal components", d, count)];
    for (int j = 0; j < count; j++) {
      for (int i = 0; i < d; i++) {
        turned[(i * count) + j] = components[first + j][i];
      }
    }
    double[] along =
        count == components.length
            ? z
            : new double[ArraySize.of("a block of projections", rows, count)];
    kernel.multiply(rows, count, d, centred, turned, along);
    for (int r = 0; along != z && r < rows; r++) {
      System.arraycopy(along, r * count, z, (r * components.length) + first, count);
    }
  }

  /**
   * log N(e; 0, residualVariance I) of what lies outside the components, d - q directions.
   *
   * @param x d numbers
   * @return nats
   */
  @Override
  public double residualLogDensity(double[] x) {
    int left = mean.length - components.length;
    if (left == 0) {
      return 0;
    }
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      squares += (x[i] - mean[i]) * (x[i] - mean[i]);
    }
    for (double each : project(x)) {
      squares -= each * each;
    }
    return -0.5
        * ((left * (LOG_2_PI + Math.log(residualVariance)))
            + (Math.max(0, squares) / residualVariance));
  }

  /**
   * The row with these coordinates that lies nearest to the mean.
   *
   * @param z q numbers
   * @return mean + V z
   */
  public double[] lift(double[] z) {
    double[] x = mean.clone();
    for (int j = 0; j < components.length; j++) {
      for (int i = 0; i < x.length; i++) {
        x[i] += components[j][i] * z[j];
      }
    }
    return x;
  }

  /**
   * The covariance of rows whose coordinates have a given one.
   *
   * @param inner S, q x q
   * @return V (S - s2 I) V^T + s2 I, d x d
   */
  public double[] liftCovariance(double[] inner) {
    int d = mean.length;
    int q = components.length;
    double[] half = new double[ArraySize.of("the principal components", q, d)]; // (S - s2 I) V^T
    for (int a = 0; a < q; a++) {
      for (int b = 0; b < q; b++) {
        double factor = inner[(a * q) + b] - (a == b ? residualVariance : 0);
        for (int i = 0; i < d; i++) {
          half[(a * d) + i] += factor * components[b][i];
        }
      }
    }
    double[] outer = new double[ArraySize.of("a covariance matrix", d, d)];
    for (int i = 0; i < d; i++) {
      for (int a = 0; a < q; a++) {
        double factor = components[a][i];
        for (int j = 0; j < d; j++) {
          outer[(i * d) + j] += factor * half[(a * d) + j];
        }
      }
      outer[(i * d) + i] += residualVariance;
    }
    return outer;
  }

  /**
   * A row with these coordinates; what the projection dropped is drawn.
   *
   * @param z q numbers
   * @param stream the random numbers of the residual; d standard normal ones are taken
   * @return mean + V z + e, with e orthogonal to the components
   */
  @Override
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
  public double[] mean() {
    return mean.clone();
  }

  /** q rows of d numbers; a copy. */
  public double[][] components() {
    return Arrays.stream(components).map(double[]::clone).toArray(double[][]::new);
  }

  /** q rows of d numbers; not a copy. */
  public double[][] componentsInPlace() {
    return components;
  }

  /** The variances of the components; a copy. */
  public double[] variances() {
    return variances.clone();
  }

  /** The mean variance of the d - q directions left out, 0 where q = d. */
  public double residualVariance() {
    return residualVariance;
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
