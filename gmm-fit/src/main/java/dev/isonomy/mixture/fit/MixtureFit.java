package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Expectation-maximization. {@link #fit} does it in memory; a distributed fit takes {@link #start}
 * on a sample and {@link #iterate} with an E-step of its own.
 */
public final class MixtureFit {
  /** Iterations on the sample for each start before the best is chosen. */
  private static final int START_ITERATIONS = 25;

  private static final double START_TOLERANCE = 1e-3;

  /** A start: the first mixture, and the cells of its components. */
  public record Start(GaussianMixture mixture, int[] componentCells) {}

  private MixtureFit() {}

  /**
   * Fits a mixture to rows in memory.
   *
   * @param blocks the rows
   * @param settings what is asked for
   * @return the mixture and its trace
   * @throws UserException if the rows cannot carry such a mixture
   */
  public static FitResult fit(List<RowBlock> blocks, MixtureSettings settings) {
    MatrixKernel kernel = MatrixKernels.fastest();
    Moments moments = moments(blocks, settings, kernel);
    checkMoments(moments);
    Start start = start(join(blocks), settings, kernel);
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
   * Empty moments with what the M-step of a covariance type needs: the matrix of tied and full
   * covariances has d (d + 1) / 2 numbers, which thousands of coordinates leave no room for.
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

  private static Moments moments(
      List<RowBlock> blocks, MixtureSettings settings, MatrixKernel kernel) {
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
          "a fit in memory must have at most %,d rows but has %,d; fit them with Spark"
              .formatted(Integer.MAX_VALUE, rows));
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
   * Refuses data that no mixture can be fitted to.
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
    // a scatter of rounding errors only
    if (!(moments.meanVariance() > 1e-28 * scale * scale)) {
      throw new UserException(
          "rows must not all be equal: all "
              + moments.rows()
              + " rows have the same values, so they have no covariance");
    }
  }

  /**
   * Finds a start: several seedings, a few iterations each, the best kept.
   *
   * @param sample the rows to look at
   * @param settings what is asked for
   * @param kernel computes the products
   * @return the best start
   * @throws UserException if there are fewer distinct rows than components
   */
  public static Start start(RowBlock sample, MixtureSettings settings, MatrixKernel kernel) {
    return start(sample, settings, kernel, FitListener.SILENT);
  }

  /**
   * Finds a start, see {@link #start(RowBlock, MixtureSettings, MatrixKernel)}, and tells how far
   * it is.
   */
  public static Start start(
      RowBlock sample, MixtureSettings settings, MatrixKernel kernel, FitListener listener) {
    Moments moments = moments(List.of(sample), settings, kernel);
    checkMoments(moments);
    MixtureSettings brief =
        settings.withLimits(
            Math.min(START_ITERATIONS, settings.maxIterations()),
            Math.max(START_TOLERANCE, settings.tolerance()));
    Start best = null;
    double bestLikelihood = Double.NEGATIVE_INFINITY;
    for (int restart = 0; restart < settings.restarts(); restart++) {
      RandomStream stream = RandomStream.of(settings.seed(), restart, 0, Purpose.SEEDING);
      Start start = seed(sample, moments, settings, kernel, restart, stream);
      if (settings.restarts() == 1) {
        return start;
      }
      String which =
          "start %d of %d on %,d rows, ".formatted(restart + 1, settings.restarts(), sample.rows());
      FitResult result =
          iterate(
              start,
              moments,
              brief,
              1,
              step -> {
                Accumulator sum = step.accumulator(kernel);
                sum.add(sample);
                return sum.finish();
              },
              step -> listener.reached(which + step));
      if (best == null || result.meanLogLikelihood() > bestLikelihood) {
        bestLikelihood = result.meanLogLikelihood();
        best = new Start(result.mixture(), result.componentCells());
      }
    }
    return best;
  }

  private static Start seed(
      RowBlock sample,
      Moments moments,
      MixtureSettings settings,
      MatrixKernel kernel,
      int restart,
      RandomStream stream) {
    // every other start measures distances in units of each coordinate's deviation
    RowBlock measured = restart % 2 == 0 ? sample : standardized(sample, moments);
    Seeding seeding =
        settings.labels() == MixtureSettings.LabelUse.IGNORE
            ? Seeding.anywhere(measured, settings.components(), stream)
            : Seeding.inCells(measured, settings.components(), settings.seedsPerCell(), stream);
    int[] assigned = seeding.assign(measured);
    double[][] noMeans = new double[settings.components()][];
    Arrays.fill(noMeans, moments.mean());
    double[] uniform = new double[settings.components()];
    Arrays.fill(uniform, 1.0 / uniform.length);
    Covariance first =
        settings.covarianceType() == CovarianceType.LOW_RANK
            ? LowRankStart.of(sample, assigned, settings, moments, kernel)
            : unit(settings, sample.dimension());
    GaussianMixture shape = new GaussianMixture(uniform, noMeans, first);
    Accumulator sum = Responsibilities.of(shape, moments.mean()).accumulator(kernel);
    sum.addAssigned(sample, assigned);
    return new Start(
        new Maximization(moments, settings).maximize(sum.finish(), shape),
        seeding.componentCells());
  }

  private static Covariance unit(MixtureSettings settings, int d) {
    CovarianceType type = settings.covarianceType();
    double[][] unit = new double[type == CovarianceType.TIED ? 1 : settings.components()][];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = unit(type, d);
    }
    return Covariance.of(type, d, unit);
  }

  private static double[] unit(CovarianceType type, int d) {
    return switch (type) {
      case TIED, FULL -> {
        double[] matrix = new double[ArraySize.of("a covariance matrix", d, d)];
        for (int i = 0; i < d; i++) {
          matrix[(i * d) + i] = 1;
        }
        yield matrix;
      }
      case DIAGONAL -> {
        double[] variances = new double[d];
        Arrays.fill(variances, 1);
        yield variances;
      }
      case SPHERICAL -> new double[] {1};
      case LOW_RANK -> throw new IllegalArgumentException("a low rank starts from the rows");
    };
  }

  private static RowBlock standardized(RowBlock sample, Moments moments) {
    int d = sample.dimension();
    double[] variances = moments.variances();
    double least = 1e-12 * moments.meanVariance();
    double[] scale = new double[d];
    for (int i = 0; i < d; i++) {
      scale[i] = variances[i] > least ? 1 / Math.sqrt(variances[i]) : 0;
    }
    RowBlock.Builder scaled = new RowBlock.Builder(d, sample.rows());
    double[] mean = moments.mean();
    for (int r = 0; r < sample.rows(); r++) {
      double[] row = sample.row(r);
      for (int i = 0; i < d; i++) {
        row[i] = (row[i] - mean[i]) * scale[i];
      }
      scaled.add(row, sample.weight(r), sample.cell(r), Integer.toString(r));
    }
    return scaled.build();
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
      Start start,
      Moments moments,
      MixtureSettings settings,
      int partitions,
      Function<Responsibilities, SufficientStatistics> expectation) {
    return iterate(start, moments, settings, partitions, expectation, FitListener.SILENT);
  }

  /**
   * Iterates, see {@link #iterate(Start, Moments, MixtureSettings, int, Function)}, and tells how
   * far it is.
   */
  public static FitResult iterate(
      Start start,
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

  /**
   * Estimates the weights of a mixture on other rows, with its components as they are: EM over the
   * weights alone, which has one maximum.
   *
   * @param mixture the mixture
   * @param iterations how many EM iterations
   * @param expectation sums the statistics of the rows under an E-step
   * @return one weight per component, summing to 1
   */
  public static double[] estimateWeights(
      GaussianMixture mixture,
      int iterations,
      Function<Responsibilities, SufficientStatistics> expectation) {
    int[] none = new int[mixture.componentCount()];
    Arrays.fill(none, RowBlock.NO_CELL);
    return estimateWeights(mixture, none, iterations, expectation);
  }

  /**
   * The same where rows have labels: a row of a cell is shared by the components of its cell alone,
   * so that the cells' weights are the rows' own shares wherever they are labelled.
   *
   * @param mixture the mixture
   * @param componentCells the cell of each component, {@value RowBlock#NO_CELL} for none
   * @param iterations how many EM iterations
   * @param expectation sums the statistics of the rows under an E-step
   * @return one weight per component, summing to 1
   */
  public static double[] estimateWeights(
      GaussianMixture mixture,
      int[] componentCells,
      int iterations,
      Function<Responsibilities, SufficientStatistics> expectation) {
    GaussianMixture current = mixture;
    double[] centre = centre(mixture);
    for (int i = 0; i < iterations; i++) {
      SufficientStatistics s =
          expectation.apply(Responsibilities.anchored(current, centre, componentCells));
      if (!(s.totalWeight() > 0)) {
        throw new UserException(
            "weights need at least one row of positive weight but there is none");
      }
      double[] weights = s.weights().clone();
      double sum = Arrays.stream(weights).sum();
      for (int k = 0; k < weights.length; k++) {
        weights[k] /= sum;
      }
      current = current.withWeights(weights);
    }
    return current.weights();
  }

  /**
   * Estimates the weights of a mixture on rows in memory, with its components as they are.
   *
   * @param mixture the mixture
   * @param blocks the rows
   * @param iterations how many EM iterations
   * @return one weight per component, summing to 1
   */
  public static double[] estimateWeights(
      GaussianMixture mixture, List<RowBlock> blocks, int iterations) {
    return estimateWeights(
        mixture,
        iterations,
        step -> {
          Accumulator sum = step.accumulator(MatrixKernels.fastest());
          blocks.forEach(sum::add);
          return sum.finish();
        });
  }

  /**
   * The mean of a mixture, about which its E-step is best taken.
   *
   * @param mixture the mixture
   * @return sum_k pi_k mu_k
   */
  public static double[] centre(GaussianMixture mixture) {
    double[] centre = new double[mixture.dimension()];
    double[] weights = mixture.weights();
    for (int k = 0; k < weights.length; k++) {
      double[] mean = mixture.mean(k);
      for (int i = 0; i < centre.length; i++) {
        centre[i] += weights[k] * mean[i];
      }
    }
    return centre;
  }
}
