package dev.isonomy.plan;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A method that rejects: for each cell the components that make it, and only images of the cell are
 * kept, so that the quotas are met exactly. Components are those of the mixture, or phrasings of
 * the prompts.
 *
 * @param start where draws start from: pure noise for phrasings, and only for them
 * @param componentsForCell from which components to draw: [cell][component]; every row sums to 1,
 *     but for zeros where a cell is not drawn
 * @param expectedAcceptance the share of draws that is expected to be kept, per cell; 0 where a
 *     cell is not drawn
 * @param drawsError the relative standard error of the expected draws, 0 if it is not known
 * @param thresholds what limits the draws
 * @param phrasings the texts that the components stand for; empty where they are the mixture's
 */
public record Rejection(
    Start start,
    double[][] componentsForCell,
    double[] expectedAcceptance,
    double drawsError,
    Thresholds thresholds,
    List<String> phrasings)
    implements Drawing {
  private static final double SUM_TOLERANCE = 1e-6;

  /**
   * Copies the arrays and checks them.
   *
   * @throws IllegalArgumentException if a row is no distribution, an acceptance is not in [0, 1],
   *     or nothing is drawn from components
   */
  public Rejection {
    phrasings = List.copyOf(phrasings);
    if (start instanceof Start.Noise && phrasings.isEmpty()) {
      throw new IllegalArgumentException("draws for a cell start from its components, not noise");
    }
    if (!(start instanceof Start.Noise) && !phrasings.isEmpty()) {
      throw new IllegalArgumentException("draws from phrasings start from noise, not " + start);
    }
    componentsForCell =
        Arrays.stream(componentsForCell).map(double[]::clone).toArray(double[][]::new);
    expectedAcceptance = expectedAcceptance.clone();
    if (componentsForCell.length == 0 || componentsForCell.length != expectedAcceptance.length) {
      throw new IllegalArgumentException("components and acceptances must be given for every cell");
    }
    for (double[] row : componentsForCell) {
      checkComponents(row, componentsForCell[0].length);
    }
    if (!phrasings.isEmpty() && phrasings.size() != componentsForCell[0].length) {
      throw new IllegalArgumentException(
          "phrasings must be as many as components, which are %d, but are %d"
              .formatted(componentsForCell[0].length, phrasings.size()));
    }
    for (double each : expectedAcceptance) {
      if (!(each >= 0 && each <= 1 + SUM_TOLERANCE)) {
        throw new IllegalArgumentException(
            "an expected acceptance must be in [0, 1] but was " + each);
      }
    }
    if (!(drawsError >= 0) || Double.isInfinite(drawsError)) {
      throw new IllegalArgumentException(
          "the error of the expected draws must be at least 0 but was " + drawsError);
    }
  }

  /** Draws from the components of the mixture. */
  public Rejection(
      Start start,
      double[][] componentsForCell,
      double[] expectedAcceptance,
      double drawsError,
      Thresholds thresholds) {
    this(start, componentsForCell, expectedAcceptance, drawsError, thresholds, List.of());
  }

  private static void checkComponents(double[] row, int components) {
    double sum = Arrays.stream(row).sum();
    boolean distribution =
        Arrays.stream(row).allMatch(each -> each >= 0)
            && (sum == 0 || Math.abs(sum - 1) <= SUM_TOLERANCE);
    if (row.length != components || !distribution) {
      throw new IllegalArgumentException(
          "the components of a cell must be at least 0 and sum to 1 but sum to " + sum);
    }
  }

  /**
   * What an association promises without a pilot: the components of every cell by the minimum
   * purity, and the acceptance that P has for them.
   *
   * @param start where draws start from
   * @param association P[cell, component]
   * @param mixtureWeights the mixture's own weights
   * @param thresholds see the record
   * @return the drawing
   * @see CellAssociation#componentsForCell(int, double[], double)
   */
  public static Rejection promised(
      Start start, CellAssociation association, double[] mixtureWeights, Thresholds thresholds) {
    double[][] drawn = association.componentsForCells(mixtureWeights, thresholds.minimumPurity());
    double[] acceptance =
        IntStream.range(0, drawn.length)
            .mapToDouble(c -> association.expectedAcceptance(c, drawn[c]))
            .toArray();
    return new Rejection(start, drawn, acceptance, 0, thresholds);
  }

  /**
   * Refuses quotas of cells that nothing is drawn for.
   *
   * @throws UserException naming the cells
   */
  void requireReachable(AttributeSpace space, long[] quotas) {
    List<String> unreachable =
        IntStream.range(0, quotas.length)
            .filter(c -> quotas[c] > 0 && !isDrawn(c))
            .mapToObj(space::cellName)
            .toList();
    if (!unreachable.isEmpty()) {
      throw new UserException(
          phrasings.isEmpty()
              ? "no component is known to make images of "
                  + GenerationPlan.named(unreachable)
                  + "; label a few images of each"
              : "no phrasing is known to make images of "
                  + GenerationPlan.named(unreachable)
                  + "; add one that names each");
    }
  }

  private boolean isDrawn(int cell) {
    return expectedAcceptance[cell] > 0
        && Arrays.stream(componentsForCell[cell]).anyMatch(each -> each > 0);
  }

  /**
   * How many draws quotas are expected to take: sum_c quota[c] / acceptance[c].
   *
   * @param quotas images of each cell
   */
  double expectedDraws(long[] quotas) {
    return IntStream.range(0, quotas.length)
        .filter(c -> quotas[c] > 0)
        .mapToDouble(c -> quotas[c] / expectedAcceptance[c])
        .sum();
  }

  @Override
  public String method() {
    return phrasings.isEmpty() ? BalanceMethod.Conditional.NAME : BalanceMethod.Prompted.NAME;
  }

  @Override
  public boolean unaided() {
    return false;
  }

  @Override
  public int componentCount() {
    return componentsForCell[0].length;
  }

  @Override
  public boolean draws(int cell, int component) {
    return component >= 0 && component < componentCount() && componentsForCell[cell][component] > 0;
  }

  /** From which components to draw: [cell][component]; a copy. */
  @Override
  public double[][] componentsForCell() {
    return Arrays.stream(componentsForCell).map(double[]::clone).toArray(double[][]::new);
  }

  /** The expected acceptance per cell; a copy. */
  @Override
  public double[] expectedAcceptance() {
    return expectedAcceptance.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rejection that
        && start.equals(that.start)
        && Arrays.deepEquals(componentsForCell, that.componentsForCell)
        && Arrays.equals(expectedAcceptance, that.expectedAcceptance)
        && drawsError == that.drawsError
        && thresholds.equals(that.thresholds)
        && phrasings.equals(that.phrasings);
  }

  @Override
  public int hashCode() {
    return (31 * start.hashCode()) + Arrays.deepHashCode(componentsForCell);
  }

  @Override
  public String toString() {
    return "Rejection[from " + start + ", " + componentCount() + " components]";
  }
}
