package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.mixture.selection.CandidateScore;
import java.util.List;

/**
 * A fit to projections of rows.
 *
 * @param projection of the rows
 * @param result the fit; its log-likelihoods are those of the projections
 * @param search scores of the candidate numbers of components, empty if there was no choice
 */
public record ProjectedFit(
    RowProjection projection, FitResult result, List<CandidateScore> search) {
  /** Copies the list. */
  public ProjectedFit {
    search = List.copyOf(search);
  }

  /**
   * A fit to the rows as they are.
   *
   * @param result the fit
   * @return the fit without a projection
   */
  public static ProjectedFit unprojected(FitResult result) {
    return new ProjectedFit(
        new RowProjection.Identity(result.mixture().dimension()), result, List.of());
  }

  /** The mixture over the rows. */
  public ProjectedMixture mixture() {
    return new ProjectedMixture(projection, result.mixture());
  }

  /**
   * The same fit with other weights of the components.
   *
   * @param weights one per component, at least 0, summing to 1
   * @return the reweighted fit
   */
  public ProjectedFit withWeights(double[] weights) {
    return new ProjectedFit(
        projection,
        new FitResult(
            result.mixture().withWeights(weights),
            result.componentCells(),
            result.trace(),
            result.meanLogLikelihood(),
            result.converged()),
        search);
  }
}
