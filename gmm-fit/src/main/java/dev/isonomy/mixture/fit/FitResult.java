package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.List;

/**
 * A fitted mixture and the trace of its fit.
 *
 * @param mixture the mixture
 * @param componentCells the cell in which each component started, {@value RowBlock#NO_CELL} for
 *     none
 * @param trace the iterations over all rows
 * @param meanLogLikelihood of a row, in nats, under the mixture
 * @param converged whether the last iteration gained less than the tolerance
 */
public record FitResult(
    GaussianMixture mixture,
    int[] componentCells,
    List<FitIteration> trace,
    double meanLogLikelihood,
    boolean converged) {
  /** Copies the array and the list. */
  public FitResult {
    componentCells = componentCells.clone();
    trace = List.copyOf(trace);
  }

  /** The cell in which each component started; a copy. */
  @Override
  public int[] componentCells() {
    return componentCells.clone();
  }
}
