package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tries several seedings on a sample, each with a few iterations, and keeps the best: EM from a
 * single start often ends in a poor local optimum.
 */
public final class StartSearch {
  /** Iterations per start on the sample. */
  private static final int START_ITERATIONS = 25;

  private static final double START_TOLERANCE = 1e-3;

  private StartSearch() {}

  /**
   * Finds a start.
   *
   * @param sample the rows to look at
   * @param settings the settings of the fit
   * @param kernel computes the products
   * @param listener hears of the progress
   * @return the start of the highest log-likelihood
   * @throws UserException if there are fewer distinct rows than components
   */
  public static MixtureStart best(
      RowBlock sample, MixtureSettings settings, MatrixKernel kernel, FitListener listener) {
    Moments moments = MixtureFit.moments(List.of(sample), settings, kernel);
    MixtureFit.checkMoments(moments);
    MixtureSettings brief =
        settings.withLimits(
            Math.min(START_ITERATIONS, settings.maxIterations()),
            Math.max(START_TOLERANCE, settings.tolerance()));
    MixtureStart best = null;
    double bestLikelihood = Double.NEGATIVE_INFINITY;
    for (int restart = 0; restart < settings.restarts(); restart++) {
      RandomStream stream = RandomStream.of(settings.seed(), restart, 0, Purpose.SEEDING);
      MixtureStart start = seed(sample, moments, settings, kernel, restart, stream);
      if (settings.restarts() == 1) {
        return start;
      }
      String which =
          String.format(
              Locale.ROOT,
              "start %d of %d on %,d rows, ",
              restart + 1,
              settings.restarts(),
              sample.rows());
      FitResult result =
          MixtureFit.iterate(
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
        best = new MixtureStart(result.mixture(), result.componentCells());
      }
    }
    return best;
  }

  private static MixtureStart seed(
      RowBlock sample,
      Moments moments,
      MixtureSettings settings,
      MatrixKernel kernel,
      int restart,
      RandomStream stream) {
    // every second start measures distances in units of each coordinate's deviation
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
    return new MixtureStart(
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
}
