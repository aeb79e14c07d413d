package dev.isonomy.audit;

import dev.isonomy.mixture.fit.FitIteration;
import java.io.Serializable;
import java.util.List;

/**
 * The mixture behind a set.
 *
 * @param covariance such as {@code tied}
 * @param dimension of the latents
 * @param weights the mixture's own weights, one per component
 * @param association P(cell | component) as one list per cell, columns summing to 1; empty where
 *     there are too many cells to show
 * @param purity the share of a component's images that its most likely cell has, averaged by the
 *     weights
 * @param trace log-likelihood, time and bytes of each iteration, empty where unknown
 * @param points some latents in two dimensions, empty where unknown
 */
public record FitReport(
    String covariance,
    int dimension,
    List<Double> weights,
    List<List<Double>> association,
    double purity,
    List<FitIteration> trace,
    List<Point> points) {

  /** Copies the lists. */
  public FitReport {
    weights = List.copyOf(weights);
    association = association.stream().map(List::copyOf).toList();
    trace = List.copyOf(trace);
    points = List.copyOf(points);
  }

  /**
   * A latent's projection.
   *
   * @param x first coordinate
   * @param y second coordinate
   * @param cell its cell, -1 where unknown
   */
  public record Point(double x, double y, int cell) implements Serializable {}

  /** Mean log-likelihood per row, by iteration. */
  public List<Double> logLikelihood() {
    return trace.stream().map(FitIteration::meanLogLikelihood).toList();
  }

  /** How many components there are. */
  public int componentCount() {
    return weights.size();
  }
}
