package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** EM over the weights of a mixture alone, with its components as they are: it has one maximum. */
public final class WeightEstimation {
  private WeightEstimation() {}

  /**
   * Estimates the weights of a mixture on other rows, with its components as they are: EM over the
   * weights alone, which has one maximum.
   *
   * @param mixture the mixture
   * @param iterations how many EM iterations
   * @param expectation sums the statistics of the rows under an E-step
   * @return one weight per component, summing to 1
   */
  public static double[] of(
      GaussianMixture mixture,
      int iterations,
      Function<Responsibilities, SufficientStatistics> expectation) {
    int[] none = new int[mixture.componentCount()];
    Arrays.fill(none, RowBlock.NO_CELL);
    return of(mixture, none, iterations, expectation);
  }

  /**
   * The same for labelled rows. A row with a cell is shared by the components of its cell alone, so
   * that the weights of labelled cells are the shares of their rows.
   *
   * @param mixture the mixture
   * @param componentCells the cell of each component, {@value RowBlock#NO_CELL} for none
   * @param iterations how many EM iterations
   * @param expectation sums the statistics of the rows under an E-step
   * @return one weight per component, summing to 1
   */
  public static double[] of(
      GaussianMixture mixture,
      int[] componentCells,
      int iterations,
      Function<Responsibilities, SufficientStatistics> expectation) {
    GaussianMixture current = mixture;
    double[] centre = mixture.mean();
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
  public static double[] of(GaussianMixture mixture, List<RowBlock> blocks, int iterations) {
    return of(
        mixture,
        iterations,
        step -> {
          Accumulator sum = step.accumulator(MatrixKernels.fastest());
          blocks.forEach(sum::add);
          return sum.finish();
        });
  }
}
