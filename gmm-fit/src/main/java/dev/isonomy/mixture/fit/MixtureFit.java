package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Expectation-maximization. {@link #fit} fits rows in memory. A distributed fit finds its start
 * with {@link StartSearch} on a sample, and calls {@link #iterate} with an E-step of its own.
 */
public final class MixtureFit {
  private MixtureFit() {}

  /**
   * Fits a mixture to rows in memory.
   *
   * @param blocks the rows
   * @param settings the settings of the fit
   * @return the mixture and its trace
   * @throws UserException if the rows cannot carry such a mixture
   */
  public static FitResult fit(List<RowBlock> blocks, MixtureSettings settings) {
    MatrixKernel kernel = MatrixKernels.fastest();
    Moments moments = moments(blocks, settings, kernel);
    checkMoments(moments);
    MixtureStart start = StartSearch.best(join(blocks), settings, kernel, FitListener.SILENT);
    return iterate(
        start,
        moments,
        settings,
        1,
        step -> {
          Accumulator sum = step.accumulator(kernel);
          blocks.forEach(sum::add);
          return sum.finish();
        });
  }

  /**
   * Empty moments of the kind that a covariance type needs. Tied and full covariances need a matrix
   * of d (d + 1) / 2 numbers, too many for rows of thousands of numbers; the others need variances.
   *
   * @param type the covariance type
   * @param dimension d
   * @return moments of no rows
   */
  public static Moments emptyMoments(CovarianceType type, int dimension) {
    return switch (type) {
      case TIED, FULL -> Moments.empty(dimension);
      case DIAGONAL, SPHERICAL, LOW_RANK -> Moments.emptyOfVariances(dimension);
    };
  }

  static Moments moments(List<RowBlock> blocks, MixtureSettings settings, MatrixKernel kernel) {
    if (blocks.isEmpty()) {
      throw new UserException("there must be at least one row but there is none");
    }
    Moments moments = emptyMoments(settings.covarianceType(), blocks.get(0).dimension());
    blocks.forEach(block -> moments.add(block, kernel));
    return moments;
  }

  private static RowBlock join(List<RowBlock> blocks) {
    long rows = blocks.stream().mapToLong(RowBlock::rows).sum();
    if (rows > Integer.MAX_VALUE) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "a fit in memory must have at most %,d rows but has %,d; fit them with Spark",
              Integer.MAX_VALUE,
              rows));
    }
    RowBlock.Builder all = new RowBlock.Builder(blocks.get(0).dimension(), (int) rows);
    for (RowBlock block : blocks) {
      for (int r = 0; r < block.rows(); r++) {
        all.add(block.row(r), block.weight(r), block.cell(r), Integer.toString(all.rows()));
      }
    }
    return all.build();
  }

  /**
   * Refuses rows that no mixture can be fitted to.
   *
   * @param moments of all rows
   * @throws UserException if there is no row with weight, or all rows are equal
   */
  public static void checkMoments(Moments moments) {
    if (!(moments.weight() > 0)) {
      throw new UserException(
          "there must be at least one row of positive weight but there is none");
    }
    double scale = 0;
    for (double each : moments.mean()) {
      scale = Math.max(scale, Math.abs(each));
    }
    // below this the scatter consists of rounding errors
    if (!(moments.meanVariance() > 1e-28 * scale * scale)) {
      throw new UserException(
          "rows must not all be equal: all "
              + moments.rows()
              + " rows have the same values, so they have no covariance");
    }
  }

  /**
   * Iterates until the gain is below the tolerance or the iterations are used up.
   *
   * @param start the first mixture
   * @param moments of all rows
   * @param settings the limits, the floor and the use of labels
   * @param partitions in how many parts the E-step sums, for the trace
   * @param expectation sums the statistics of all rows under an E-step
   * @return the mixture and its trace
   */
  public static FitResult iterate(
      MixtureStart start,
      Moments moments,
      MixtureSettings settings,
      int partitions,
      Function<Responsibilities, SufficientStatistics> expectation) {
    return iterate(start, moments, settings, partitions, expectation, FitListener.SILENT);
  }

  /**
   * Iterates, see {@link #iterate(MixtureStart, Moments, MixtureSettings, int, Function)}, and
   * tells how far it is.
   */
  public static FitResult iterate(
      MixtureStart start,
      Moments moments,
      MixtureSettings settings,
      int partitions,
      Function<Responsibilities, SufficientStatistics> expectation,
      FitListener listener) {
    Maximization maximization = new Maximization(moments, settings);
    GaussianMixture mixture = start.mixture();
    List<FitIteration> trace = new ArrayList<>();
    double previous = Double.NEGATIVE_INFINITY;
    boolean converged = false;
    while (true) {
      long begun = System.nanoTime();
      listener.reached(iteration(trace, settings));
      Responsibilities step = step(mixture, start.componentCells(), moments, settings);
      SufficientStatistics statistics = expectation.apply(step);
      double likelihood = maximization.meanLogLikelihood(step, statistics);
      converged = likelihood - previous < settings.tolerance();
      if (converged || trace.size() == settings.maxIterations()) {
        return new FitResult(mixture, start.componentCells(), trace, likelihood, converged);
      }
      previous = likelihood;
      mixture = maximization.maximize(statistics, mixture);
      trace.add(
          new FitIteration(
              trace.size() + 1,
              likelihood,
              (System.nanoTime() - begun) * 1e-9,
              statistics.bytes(),
              partitions));
    }
  }

  private static String iteration(List<FitIteration> trace, MixtureSettings settings) {
    String iteration =
        "iteration %d of at most %d".formatted(trace.size() + 1, settings.maxIterations());
    return trace.isEmpty()
        ? iteration
        : String.format(
            Locale.ROOT,
            "%s, log-likelihood %.3f",
            iteration,
            trace.get(trace.size() - 1).meanLogLikelihood());
  }

  private static Responsibilities step(
      GaussianMixture mixture, int[] cells, Moments moments, MixtureSettings settings) {
    return settings.labels() == MixtureSettings.LabelUse.ANCHOR
        ? Responsibilities.anchored(mixture, moments.mean(), cells)
        : Responsibilities.of(mixture, moments.mean());
  }
}
