package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;

/**
 * The settings of a fit.
 *
 * @param components K, at least 1
 * @param covarianceType the kind of covariance matrices
 * @param maxIterations the most EM iterations over all rows, at least 0
 * @param tolerance the fit has converged when an iteration raises the mean log-likelihood of a row
 *     by less than this many nats; at least 0
 * @param covarianceFloor the least variance of a component in any direction, as a share of the
 *     data's mean variance; above 0
 * @param restarts how many starts are tried on the sample, at least 1
 * @param seed the seed of the starts
 * @param seedsPerCell with labelled rows: how many components start in each cell, at least 1
 * @param labels what labels are used for
 * @param rank columns of the factor of a low-rank covariance, at least 1; not used by other types
 */
public record MixtureSettings(
    int components,
    CovarianceType covarianceType,
    int maxIterations,
    double tolerance,
    double covarianceFloor,
    int restarts,
    long seed,
    int seedsPerCell,
    LabelUse labels,
    int rank) {
  /** EM rarely needs more on well-started mixtures, and gains little after. */
  public static final int DEFAULT_MAX_ITERATIONS = 200;

  /** In nats per row; a tenth of scikit-learn's default. */
  public static final double DEFAULT_TOLERANCE = 1e-4;

  /** As a share of the mean variance; as scikit-learn's reg_covar on standardized data. */
  public static final double DEFAULT_COVARIANCE_FLOOR = 1e-6;

  /** A single start ends in a poor optimum about half of the time; five rarely all do. */
  public static final int DEFAULT_RESTARTS = 5;

  /** In trials, two components per cell always kept the rare cells; one did not. */
  public static final int DEFAULT_SEEDS_PER_CELL = 2;

  /**
   * Enough for most of the variance within a cluster of latents, a few per thousand of a matrix.
   */
  public static final int DEFAULT_RANK = 10;

  /** What labelled rows are used for. */
  public enum LabelUse {
    /** Cells are ignored: components start by k-means++ anywhere. */
    IGNORE,
    /** Components start in the cells, and are free afterwards. */
    SEED,
    /** Components start in the cells, and labelled rows stay with components of their cell. */
    ANCHOR
  }

  /**
   * Checks the numbers.
   *
   * @throws UserException if one is out of its range
   */
  public MixtureSettings {
    check(components >= 1, "k", "at least 1", components);
    check(maxIterations >= 0, "maxIter", "at least 0", maxIterations);
    check(tolerance >= 0, "tol", "at least 0", tolerance);
    check(
        covarianceFloor > 0 && covarianceFloor < 1,
        "covarianceFloor",
        "in (0, 1)",
        covarianceFloor);
    check(restarts >= 1, "restarts", "at least 1", restarts);
    check(seedsPerCell >= 1, "seedsPerCell", "at least 1", seedsPerCell);
    check(rank >= 1, "rank", "at least 1", rank);
  }

  /**
   * Settings with all defaults: tied covariance, seeds per cell and anchors where there are labels.
   *
   * @param components K, at least 1
   * @return the settings
   */
  public static MixtureSettings of(int components) {
    return new MixtureSettings(
        components,
        CovarianceType.TIED,
        DEFAULT_MAX_ITERATIONS,
        DEFAULT_TOLERANCE,
        DEFAULT_COVARIANCE_FLOOR,
        DEFAULT_RESTARTS,
        0,
        DEFAULT_SEEDS_PER_CELL,
        LabelUse.ANCHOR,
        DEFAULT_RANK);
  }

  /**
   * The same with another covariance type.
   *
   * @param type the kind of covariance matrices
   * @return the settings
   */
  public MixtureSettings withCovarianceType(CovarianceType type) {
    return new MixtureSettings(
        components,
        type,
        maxIterations,
        tolerance,
        covarianceFloor,
        restarts,
        seed,
        seedsPerCell,
        labels,
        rank);
  }

  /**
   * The same with other limits.
   *
   * @param iterations the most EM iterations
   * @param gain the least gain in nats per row
   * @return the settings
   */
  public MixtureSettings withLimits(int iterations, double gain) {
    return new MixtureSettings(
        components,
        covarianceType,
        iterations,
        gain,
        covarianceFloor,
        restarts,
        seed,
        seedsPerCell,
        labels,
        rank);
  }

  /**
   * The same with another floor.
   *
   * @param floor as a share of the data's mean variance
   * @return the settings
   */
  public MixtureSettings withCovarianceFloor(double floor) {
    return new MixtureSettings(
        components,
        covarianceType,
        maxIterations,
        tolerance,
        floor,
        restarts,
        seed,
        seedsPerCell,
        labels,
        rank);
  }

  /**
   * The same with other starts.
   *
   * @param count how many starts
   * @param startSeed their seed
   * @return the settings
   */
  public MixtureSettings withStarts(int count, long startSeed) {
    return new MixtureSettings(
        components,
        covarianceType,
        maxIterations,
        tolerance,
        covarianceFloor,
        count,
        startSeed,
        seedsPerCell,
        labels,
        rank);
  }

  /**
   * The same settings with another use of labels.
   *
   * @param use what labels are used for
   * @param perCell how many components start in each cell
   * @return the settings
   */
  public MixtureSettings withLabels(LabelUse use, int perCell) {
    return new MixtureSettings(
        components,
        covarianceType,
        maxIterations,
        tolerance,
        covarianceFloor,
        restarts,
        seed,
        perCell,
        use,
        rank);
  }

  /**
   * The same with another number of components.
   *
   * @param count K, at least 1
   * @return the settings
   */
  public MixtureSettings withComponents(int count) {
    return new MixtureSettings(
        count,
        covarianceType,
        maxIterations,
        tolerance,
        covarianceFloor,
        restarts,
        seed,
        seedsPerCell,
        labels,
        rank);
  }

  /**
   * The same with low-rank covariances.
   *
   * @param columns of their factors, at least 1
   * @return the settings
   */
  public MixtureSettings withLowRank(int columns) {
    return new MixtureSettings(
        components,
        CovarianceType.LOW_RANK,
        maxIterations,
        tolerance,
        covarianceFloor,
        restarts,
        seed,
        seedsPerCell,
        labels,
        columns);
  }

  private static void check(boolean valid, String name, String allowed, Number value) {
    if (!valid) {
      throw new UserException(name + " must be " + allowed + " but was " + value);
    }
  }
}
