package dev.isonomy.plan;

import dev.isonomy.attribute.CellDistribution;

/**
 * Draws by weight without rejection: every image is kept, so that the counts of the cells are what
 * the weights make of the model, not the quotas.
 *
 * @param method the balance method's name
 * @param start where the images start from; from pure noise, the weights only say what to expect
 * @param weights of the components, with the shares of the cells that they are expected to give
 */
public record Weighting(String method, Start start, ComponentWeights weights) implements Drawing {
  @Override
  public int componentCount() {
    return weights.componentCount();
  }

  @Override
  public boolean draws(int cell, int component) {
    return !unaided() && weights.draws(component);
  }

  @Override
  public boolean unaided() {
    return start instanceof Start.Noise;
  }

  /**
   * How far the expected shares are from those that are wanted: the Euclidean distance.
   *
   * @param target the wanted shares of the images that are made
   * @return the distance
   */
  public double distance(CellDistribution target) {
    return distance(weights.achieved(), target.shares());
  }

  /** The Euclidean distance between shares of the same cells. */
  static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int c = 0; c < a.length; c++) {
      squares += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return Math.sqrt(squares);
  }
}
