package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.projection.LeadingComponents;
import dev.isonomy.mixture.projection.PrincipalSettings;
import java.util.OptionalInt;

/**
 * The memory that a fit takes, in bytes, estimated before it starts. The estimate sums what the fit
 * holds at the same time: matrices of d x d, a basis of r x d, the statistics of every partition,
 * and copies that are being serialized. It is about a quarter too high, to be safe.
 *
 * @param dimension numbers of a latent, d
 * @param components of the mixture, K
 * @param covariance of the mixture
 * @param rank of low-rank covariances
 * @param principal components of the latents that the mixture is fitted to, r; 0 for none
 * @param tasks that run at once in one JVM
 * @param partitions of the rows
 */
public record FitSize(
    int dimension,
    int components,
    CovarianceType covariance,
    int rank,
    int principal,
    int tasks,
    int partitions) {
  /** The most elements of a Java array. */
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8L;

  /** The most bytes of an object that is serialized as a whole, such as the result of a task. */
  private static final long MOST_SERIALIZED = Integer.MAX_VALUE - (1L << 16);

  /** The heap that Spark and the rest of the JVM take. */
  private static final long BASE = 350L << 20;

  /** Room for the garbage collector to work in. */
  private static final double ROOM = 1.25;

  /** {@link LeadingComponents} iterates with a few vectors more than are wanted. */
  private static final int OVERSAMPLING = 10;

  /** Numbers that the mixture's rows have: r, or d without principal components. */
  private int fitted() {
    return principal > 0 ? principal : dimension;
  }

  /**
   * The heap of a driver; where tasks run in the same JVM, theirs is included.
   *
   * @param tasksInside whether it is a local run
   * @return bytes
   */
  public double driverBytes(TasksInside tasksInside) {
    double inside = tasksInside == TasksInside.DRIVER ? taskBytes() : 0;
    return BASE + (ROOM * (Math.max(basisBytes(), Math.max(surveyBytes(), stepBytes())) + inside));
  }

  /** The heap of an executor. */
  public double executorBytes() {
    return BASE + (ROOM * (taskBytes() + Math.max(basis(), mixture())));
  }

  /** The largest results that the driver collects from one job. */
  public double resultBytes() {
    return results() * Math.max(principal > 0 ? basis() : 0, Math.max(moments(), statistics()));
  }

  /** The size of the saved mixture and its basis. */
  public double artifactBytes() {
    return covariances() + (8.0 * components * fitted()) + (8.0 * principal * dimension);
  }

  /** Whether a matrix exceeds the largest array or buffer, regardless of the heap. */
  public boolean isImpossible() {
    double elements =
        Math.max(
            isDense() ? square(fitted()) : 0, (double) components * fitted() * (1 + columns()));
    double serialized = Math.max(moments(), principal > 0 ? basis() : 0);
    return elements > MOST_ELEMENTS || serialized > MOST_SERIALIZED;
  }

  /**
   * Whether a heap and a limit of results are enough.
   *
   * @param heap of the driver
   * @param mostResults of one job, in bytes
   * @param tasksInside whether the driver's heap is that of tasks, too
   */
  public boolean fits(double heap, double mostResults, TasksInside tasksInside) {
    return !isImpossible() && driverBytes(tasksInside) <= heap && resultBytes() <= mostResults;
  }

  /**
   * The most principal components that fit, with two digits.
   *
   * @param heap see {@link #fits}
   * @param mostResults see {@link #fits}
   * @param tasksInside see {@link #fits}
   * @return a number from 1 to d; nothing if not even one fits
   */
  public OptionalInt largestPrincipal(double heap, double mostResults, TasksInside tasksInside) {
    int low = 0;
    int high = dimension;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (withPrincipal(middle).fits(heap, mostResults, tasksInside)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int unit = (int) Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, low))) - 1));
    return low == 0 ? OptionalInt.empty() : OptionalInt.of(low / unit * unit);
  }

  /** The same with another number of principal components, 0 for none. */
  public FitSize withPrincipal(int count) {
    return new FitSize(dimension, components, covariance, rank, count, tasks, partitions);
  }

  /** The same with other covariances, without principal components. */
  public FitSize withCovariance(CovarianceType type) {
    return new FitSize(dimension, components, type, rank, 0, tasks, partitions);
  }

  /** Where tasks run. */
  public enum TasksInside {
    /** In the driver's JVM: a local run. */
    DRIVER,
    /** In others. */
    EXECUTORS
  }

  private static double square(double n) {
    return n * n;
  }

  private boolean isDense() {
    return covariance == CovarianceType.TIED || covariance == CovarianceType.FULL;
  }

  private int columns() {
    return covariance == CovarianceType.LOW_RANK ? rank : 0;
  }

  /** Bytes of all covariances. */
  private double covariances() {
    double q = fitted();
    return 8
        * switch (covariance) {
          case TIED -> square(q);
          case FULL -> components * square(q);
          case DIAGONAL -> components * q;
          case SPHERICAL -> components;
          case LOW_RANK -> components * q * (1 + rank);
        };
  }

  /** A mixture with the factors of its covariances. */
  private double mixture() {
    return (isDense() ? 2 : 1) * covariances() + (8.0 * components * fitted());
  }

  /** Moments of all rows: packed, or variances; twice with what is added. */
  private double moments() {
    double dense =
        principal > 0 && dimension <= PrincipalSettings.MOST_DENSE_DIMENSION
            ? 4 * square(dimension)
            : 0;
    return Math.max(dense, isDense() ? 4 * square(fitted()) : 16.0 * fitted());
  }

  /** Statistics of a partition. */
  private double statistics() {
    double q = fitted();
    return 8
        * components
        * switch (covariance) {
          case TIED, SPHERICAL -> q;
          case FULL -> q + (square(q) / 2);
          case DIAGONAL -> 2 * q;
          case LOW_RANK -> q * (2 + rank);
        };
  }

  /** A basis that is iterated. */
  private double basis() {
    return principal > 0 ? 8.0 * Math.min(dimension, principal + OVERSAMPLING) * dimension : 0;
  }

  /** How many results of partitions a tree leaves to the driver; see OrderedTree. */
  private int results() {
    int scale = Math.max(2, (int) Math.ceil(Math.sqrt(partitions)));
    int groups = (partitions + scale - 1) / scale;
    return partitions > scale + groups ? groups : partitions;
  }

  /** The basis, turned and serialized for its broadcast, and products as bytes and as numbers. */
  private double basisBytes() {
    return (3 + (2.0 * results())) * basis();
  }

  /** Moments in the code of the tasks, and results as bytes and as numbers. */
  private double surveyBytes() {
    return (4 + (2.0 * results())) * moments();
  }

  /** The old and the new mixture, what densities need of it, and results. */
  private double stepBytes() {
    return (3 * mixture()) + (2 * moments()) + (2.0 * results() * statistics()) + basis();
  }

  /** Sums of every task, and the square that a symmetric product is made in. */
  private double taskBytes() {
    double square = isDense() ? 8 * square(fitted()) : 0;
    return tasks * Math.max(basis(), (2 * moments()) + square + (2 * statistics()));
  }
}
