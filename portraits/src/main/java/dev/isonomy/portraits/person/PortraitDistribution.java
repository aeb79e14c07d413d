package dev.isonomy.portraits.person;

import java.util.Arrays;

/** A distribution over the 18 cells, in the order of {@link PortraitCell#index()}. */
public final class PortraitDistribution {
  // Per mille; rows: young, middle-aged, senior; columns: light, medium, dark. Marginals 62/38,
  // 60/30/10 and 72/18/10; seniors are 75% masculine; the rarest cell has 0.5%.
  private static final double[] NATURAL = {
    340, 73, 32, // feminine, young
    110, 26, 14, // feminine, middle-aged
    14, 6, 5, // feminine, senior
    104, 32, 19, // masculine, young
    102, 28, 20, // masculine, middle-aged
    50, 15, 10 // masculine, senior
  };

  private final double[] probabilities;

  private PortraitDistribution(double[] weights) {
    double total = Arrays.stream(weights).sum();
    probabilities = Arrays.stream(weights).map(weight -> weight / total).toArray();
  }

  /** The skewed, correlated distribution of the training set. */
  public static PortraitDistribution natural() {
    return new PortraitDistribution(NATURAL);
  }

  /** Every cell with probability 1/18. */
  public static PortraitDistribution balanced() {
    double[] weights = new double[PortraitCell.COUNT];
    Arrays.fill(weights, 1);
    return new PortraitDistribution(weights);
  }

  /** Cells in proportion to weights [18]. */
  static PortraitDistribution of(double[] weights) {
    return new PortraitDistribution(weights);
  }

  /** Probability of a cell. */
  public double probability(PortraitCell cell) {
    return probabilities[cell.index()];
  }

  /** All probabilities [18]; a copy. */
  public double[] probabilities() {
    return probabilities.clone();
  }

  /**
   * The cell at a quantile, by inversion of the cumulative distribution.
   *
   * @param uniform in [0, 1)
   * @throws IllegalArgumentException if it is outside
   */
  public PortraitCell quantile(double uniform) {
    if (!(uniform >= 0 && uniform < 1)) {
      throw new IllegalArgumentException("uniform must be in [0, 1) but was " + uniform);
    }
    double cumulative = 0;
    for (int i = 0; i < PortraitCell.COUNT - 1; i++) {
      cumulative += probabilities[i];
      if (uniform < cumulative) {
        return PortraitCell.of(i);
      }
    }
    return PortraitCell.of(PortraitCell.COUNT - 1);
  }
}
