package dev.isonomy.association;

import static java.util.Objects.requireNonNull;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import java.util.Arrays;

/**
 * The matrix P[c, k] = P(cell c | component k): what the images drawn from a component turn out to
 * be.
 *
 * @param space the cells
 * @param purity P(cell | component): one row per cell, one column per component; every column sums
 *     to 1, or to less where the labeler abstains: the rest are draws of no cell
 */
public record CellAssociation(AttributeSpace space, double[][] purity) {
  /**
   * The purity below which a component is not drawn for a cell, unless it is the cell's best one. A
   * component with P[c, k] = 0.3 costs more than three draws per kept image.
   */
  public static final double DEFAULT_MINIMUM_PURITY = 0.5;

  private static final double SUM_TOLERANCE = 1e-6;

  /**
   * Checks the matrix.
   *
   * @throws IllegalArgumentException if it does not have one row per cell and one column per
   *     component, or a column sums to more than 1
   */
  public CellAssociation {
    requireNonNull(space, "space");
    if (purity.length != space.cellCount()) {
      throw new IllegalArgumentException(
          "one row per cell: expected " + space.cellCount() + " but was " + purity.length);
    }
    double[][] copy = new double[purity.length][];
    for (int c = 0; c < purity.length; c++) {
      if (purity[c].length == 0 || purity[c].length != purity[0].length) {
        throw new IllegalArgumentException("every row must have one number per component");
      }
      copy[c] = purity[c].clone();
    }
    for (int k = 0; k < copy[0].length; k++) {
      double sum = 0;
      for (double[] row : copy) {
        if (!(row[k] >= 0)) {
          throw new IllegalArgumentException("probabilities must be at least 0 but was " + row[k]);
        }
        sum += row[k];
      }
      if (!(sum <= 1 + SUM_TOLERANCE)) {
        throw new IllegalArgumentException(
            "column of component " + k + " must sum to at most 1 but sums to " + sum);
      }
    }
    purity = copy;
  }

  /**
   * Estimates P from counts, smoothed towards what is known without components: P[c, k] = (n[c, k]
   * + alpha q[c]) / (n[., k] + alpha), with q the shares of the cells over all components.
   *
   * @param space the cells
   * @param counts (possibly fractional) count of each cell in each component: [cell][component]
   * @param alpha how many counts the component-free shares weigh; above 0
   * @return the association
   * @throws UserException if there is no count at all
   */
  public static CellAssociation estimate(AttributeSpace space, double[][] counts, double alpha) {
    checkStrength("alpha", alpha);
    checkCounts(space, counts);
    int components = counts[0].length;
    double[] prior = new double[counts.length];
    double total = 0;
    for (int c = 0; c < counts.length; c++) {
      for (double count : counts[c]) {
        prior[c] += count;
      }
      total += prior[c];
    }
    if (!(total > 0)) {
      throw new UserException(
          "the association of cells and components needs labelled rows but there are none");
    }
    double[][] purity = new double[counts.length][components];
    for (int k = 0; k < components; k++) {
      double column = 0;
      for (double[] row : counts) {
        column += row[k];
      }
      for (int c = 0; c < purity.length; c++) {
        purity[c][k] = (counts[c][k] + (alpha * prior[c] / total)) / (column + alpha);
      }
    }
    return new CellAssociation(space, purity);
  }

  /**
   * Counts labelled rows: each row adds its responsibilities to its cell.
   *
   * @param space the cells
   * @param cells the cell of each row; -1 for a row without label, which is skipped
   * @param responsibilities the components' responsibilities for each row: [row][component], at
   *     least one row
   * @return counts [cell][component]
   */
  public static double[][] counts(AttributeSpace space, int[] cells, double[][] responsibilities) {
    if (cells.length != responsibilities.length || cells.length == 0) {
      throw new IllegalArgumentException(
          "one cell per row and at least one row: "
              + cells.length
              + " cells, "
              + responsibilities.length
              + " rows");
    }
    double[][] counts = new double[space.cellCount()][responsibilities[0].length];
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] >= 0) {
        double[] row = counts[cells[i]];
        for (int k = 0; k < row.length; k++) {
          row[k] += responsibilities[i][k];
        }
      }
    }
    return counts;
  }

  /**
   * Refines P by a pilot of generated and classified images, P being the prior: P'[c, k] = (n[c, k]
   * + strength P[c, k]) / (N[k] + strength), with N[k] all draws of component k, those without a
   * cell included.
   *
   * @param pilot the draws of each component by what they were classified as
   * @param strength how many images the present P weighs; above 0
   * @return the refined association
   */
  public CellAssociation refine(PilotCounts pilot, double strength) {
    checkStrength("strength", strength);
    double[][] counts = pilot.cells();
    checkCounts(space, counts);
    if (pilot.componentCount() != componentCount()) {
      throw new IllegalArgumentException(
          "the pilot must have "
              + componentCount()
              + " components but has "
              + pilot.componentCount());
    }
    double[] draws = pilot.draws();
    double[][] refined = new double[purity.length][componentCount()];
    for (int k = 0; k < componentCount(); k++) {
      for (int c = 0; c < purity.length; c++) {
        refined[c][k] = (counts[c][k] + (strength * purity[c][k])) / (draws[k] + strength);
      }
    }
    return new CellAssociation(space, refined);
  }

  /**
   * P(a cell | component): the share of a component's draws that get a label at all, 1 where the
   * labeler never abstains.
   *
   * @param component a component's index
   * @return the probability
   */
  public double labelled(int component) {
    double sum = 0;
    for (double[] row : purity) {
      sum += row[component];
    }
    return Math.abs(sum - 1) <= SUM_TOLERANCE ? 1 : sum;
  }

  /** P(cell | component, the draw gets a label): this where the labeler never abstains. */
  public CellAssociation givenLabel() {
    double[][] given = purity();
    for (int k = 0; k < componentCount(); k++) {
      double labelled = labelled(k);
      for (double[] row : given) {
        row[k] = labelled > 0 ? row[k] / labelled : 0;
      }
    }
    return new CellAssociation(space, given);
  }

  /** How many components there are. */
  public int componentCount() {
    return purity[0].length;
  }

  /**
   * P(cell | component).
   *
   * @param cell a cell's index
   * @param component a component's index
   * @return the probability
   */
  public double p(int cell, int component) {
    return purity[cell][component];
  }

  /**
   * The shares of the cells when components are drawn with these weights: P w, over the share of
   * the draws that get a label.
   *
   * @param weights one per component
   * @return one share per cell
   */
  public double[] cellShares(double[] weights) {
    checkWeights(weights);
    double[] shares = new double[purity.length];
    double draws = 0;
    double labelled = 0;
    for (int k = 0; k < weights.length; k++) {
      draws += weights[k];
      labelled += weights[k] * labelled(k);
      for (int c = 0; c < purity.length; c++) {
        shares[c] += purity[c][k] * weights[k];
      }
    }
    if (labelled < draws) {
      for (int c = 0; c < shares.length; c++) {
        shares[c] *= draws / labelled;
      }
    }
    return shares;
  }

  /**
   * From which components to draw for a cell, with the default minimum purity.
   *
   * @param cell the wanted cell
   * @param mixtureWeights the mixture's weights
   * @return one probability per component
   * @see #componentsForCell(int, double[], double)
   */
  public double[] componentsForCell(int cell, double[] mixtureWeights) {
    return componentsForCell(cell, mixtureWeights, DEFAULT_MINIMUM_PURITY);
  }

  /**
   * From which components to draw for a cell: by their own weights, among those with P[c, k] at
   * least the minimum purity. A draw of component k is kept with probability P[c, k], so that the
   * kept ones come from component k in proportion to weight[k] P[c, k]: they follow P(k | c), as
   * rejection sampling has it. (Drawing by P(k | c) itself would count P[c, k] twice.) The
   * component with the highest P[c, k] always takes part, so that every cell that any component
   * makes can be drawn.
   *
   * @param cell the wanted cell
   * @param mixtureWeights the mixture's weights
   * @param minimumPurity the least P[c, k] of a component that is drawn, in [0, 1]
   * @return one probability per component, summing to 1; zeros if no component makes the cell
   */
  public double[] componentsForCell(int cell, double[] mixtureWeights, double minimumPurity) {
    checkWeights(mixtureWeights);
    double[] drawn = new double[mixtureWeights.length];
    if (!reaches(cell)) {
      return drawn;
    }
    int best = bestComponent(cell, mixtureWeights);
    double sum = 0;
    for (int k = 0; k < drawn.length; k++) {
      // a component without an image of the cell could only be drawn in vain
      if ((purity[cell][k] >= minimumPurity && purity[cell][k] > 0) || k == best) {
        drawn[k] = mixtureWeights[k];
        sum += drawn[k];
      }
    }
    if (!(sum > 0)) { // the best component has no weight of its own
      Arrays.fill(drawn, 0);
      drawn[best] = 1;
      return drawn;
    }
    for (int k = 0; k < drawn.length; k++) {
      drawn[k] /= sum;
    }
    return drawn;
  }

  /**
   * From which components to draw, for every cell.
   *
   * @param mixtureWeights the mixture's weights
   * @param minimumPurity the least P[c, k] of a component that is drawn for a cell, in [0, 1]
   * @return [cell][component]; every row sums to 1, but for zeros where no component makes the cell
   */
  public double[][] componentsForCells(double[] mixtureWeights, double minimumPurity) {
    double[][] drawn = new double[purity.length][];
    for (int c = 0; c < purity.length; c++) {
      drawn[c] = componentsForCell(c, mixtureWeights, minimumPurity);
    }
    return drawn;
  }

  /**
   * Whether any component makes images of a cell, as far as is known.
   *
   * @param cell a cell's index
   * @return whether a P[c, k] is above 0
   */
  public boolean reaches(int cell) {
    return Arrays.stream(purity[cell]).anyMatch(each -> each > 0);
  }

  private int bestComponent(int cell, double[] weights) {
    int best = 0;
    double bestP = -1;
    for (int k = 0; k < weights.length; k++) {
      // a component without weight has no latent codes of its own: only where no other makes it
      double candidate =
          weights[k] > 0 && purity[cell][k] > 0 ? purity[cell][k] : purity[cell][k] - 1;
      if (candidate > bestP) {
        best = k;
        bestP = candidate;
      }
    }
    return best;
  }

  /**
   * The share of draws for a cell that is expected to be kept: sum_k q[k] P[c, k].
   *
   * @param cell the wanted cell
   * @param drawn q: from which components is drawn for it
   * @return the expected acceptance rate
   */
  public double expectedAcceptance(int cell, double[] drawn) {
    checkWeights(drawn);
    double acceptance = 0;
    for (int k = 0; k < drawn.length; k++) {
      acceptance += drawn[k] * purity[cell][k];
    }
    return acceptance;
  }

  /** P[cell][component]; a copy. */
  @Override
  public double[][] purity() {
    double[][] copy = new double[purity.length][];
    for (int c = 0; c < purity.length; c++) {
      copy[c] = purity[c].clone();
    }
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CellAssociation that
        && space.equals(that.space)
        && Arrays.deepEquals(purity, that.purity);
  }

  @Override
  public int hashCode() {
    return (31 * space.hashCode()) + Arrays.deepHashCode(purity);
  }

  @Override
  public String toString() {
    return "CellAssociation[" + purity.length + " cells, " + componentCount() + " components]";
  }

  private void checkWeights(double[] weights) {
    if (weights.length != componentCount()) {
      throw new IllegalArgumentException(
          "one weight per component: expected " + componentCount() + " but was " + weights.length);
    }
  }

  private static void checkStrength(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UserException(name + " must be above 0 but was " + value);
    }
  }

  private static void checkCounts(AttributeSpace space, double[][] counts) {
    if (counts.length != space.cellCount()) {
      throw new IllegalArgumentException(
          "one row of counts per cell: expected "
              + space.cellCount()
              + " but was "
              + counts.length);
    }
    for (double[] row : counts) {
      if (row.length == 0 || row.length != counts[0].length) {
        throw new IllegalArgumentException("every cell must have one count per component");
      }
      for (double count : row) {
        if (!(count >= 0) || Double.isInfinite(count)) {
          throw new IllegalArgumentException("counts must be at least 0 but was " + count);
        }
      }
    }
  }
}
