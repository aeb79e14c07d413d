package dev.isonomy.association;

import dev.isonomy.error.UserException;
import java.util.Optional;

/**
 * Decides how many more pilot images are needed, and of which components. A pilot ends when two
 * estimates are precise enough: the number of draws that equal shares of the cells take, and each
 * cell's acceptance.
 *
 * <p>Draws are allocated where they reduce the error most: in proportion to the standard deviation
 * that a single draw of a cell contributes to the sum (Neyman's allocation). A round at most
 * doubles the pilot, because the errors that size it are estimates themselves.
 *
 * @param firstPerCell images per cell of the round by which components are chosen
 * @param mostPerCell images per cell that measure, at most; a cell that needs more stays uncertain
 * @param error the relative standard error of the expected draws to reach; that of a single cell's
 *     acceptance may be twice as large
 */
public record PilotRule(int firstPerCell, int mostPerCell, double error) {
  /** A single cell's acceptance may be this much less certain than the expected draws. */
  private static final double CELL_ERROR = 2;

  /** The acceptance that is assumed for a cell without a hit. */
  private static final double LEAST_ACCEPTANCE = 0.01;

  /**
   * Checks the numbers.
   *
   * @throws UserException if they do not allow a pilot
   */
  public PilotRule {
    if (firstPerCell < 1 || mostPerCell < firstPerCell) {
      throw new UserException(
          "a pilot must have at least 1 image per cell, and as many at most as in its first round,"
              + " but has "
              + firstPerCell
              + " and "
              + mostPerCell);
    }
    if (!(error > 0 && error <= 1)) {
      throw new UserException("the error of a pilot must be in (0, 1] but was " + error);
    }
  }

  /**
   * Draws to make.
   *
   * @param count how many
   * @param weights of which components, summing to 1
   */
  public record Round(int count, double[] weights) {
    /** Copies the weights. */
    public Round {
      weights = weights.clone();
    }

    /** One weight per component; a copy. */
    @Override
    public double[] weights() {
      return weights.clone();
    }
  }

  /**
   * The first round: the same number of draws for every cell that is drawn.
   *
   * @param drawn the components to draw from for each cell: [cell][component]; zeros if the cell is
   *     not drawn
   * @return the draws
   */
  public Round first(double[][] drawn) {
    return equal(drawn, firstPerCell);
  }

  /**
   * The first measuring round: half as many draws as in the round that chose the components.
   *
   * @param drawn see {@link #first}
   * @return the draws
   */
  public Round measuring(double[][] drawn) {
    return equal(drawn, (firstPerCell + 1) / 2);
  }

  private static Round equal(double[][] drawn, int each) {
    double[] need = new double[drawn.length];
    for (int c = 0; c < drawn.length; c++) {
      need[c] = isDrawn(drawn[c]) ? each : 0;
    }
    return round(need, drawn, Integer.MAX_VALUE);
  }

  /**
   * The next round.
   *
   * @param estimate the estimate of the measuring rounds so far
   * @param drawn see {@link #first}
   * @param soFar how many images these rounds have
   * @return the draws, empty when enough is known, or more draws are not allowed
   */
  public Optional<Round> next(AcceptanceEstimate estimate, double[][] drawn, int soFar) {
    double[] acceptance = estimate.acceptance();
    double[] one = new double[drawn.length];
    double[] spread = new double[drawn.length];
    double[] has = new double[drawn.length];
    double spreads = 0;
    double all = 0;
    for (int c = 0; c < drawn.length; c++) {
      if (acceptance[c] > 0) {
        double a = Math.max(acceptance[c], LEAST_ACCEPTANCE);
        one[c] = 1;
        has[c] = estimate.draws(c);
        spread[c] = Math.sqrt(a * (1 - a)) / (a * a);
        spreads += spread[c];
        all += has[c];
      }
    }
    double excess = Math.pow(estimate.relativeErrorOfDraws(one) / error, 2) - 1;
    double[] need = new double[drawn.length];
    for (int c = 0; c < drawn.length; c++) {
      if (one[c] > 0) {
        double forAll = excess > 0 ? ((1 + excess) * all * spread[c] / spreads) - has[c] : 0;
        double allowed = mostPerCell - has[c];
        need[c] = Math.max(0, Math.min(allowed, Math.max(forAll, forCell(c, estimate, has[c]))));
      }
    }
    Round round = round(need, drawn, Math.max(firstPerCell, soFar));
    return round.count() == 0 ? Optional.empty() : Optional.of(round);
  }

  private double forCell(int cell, AcceptanceEstimate estimate, double has) {
    double excess = Math.pow(estimate.relativeErrors()[cell] / (CELL_ERROR * error), 2) - 1;
    return excess > 0 ? Math.max(1, excess * has) : 0;
  }

  private static Round round(double[] need, double[][] drawn, int most) {
    double[] weights = new double[drawn[0].length];
    double sum = 0;
    for (int c = 0; c < need.length; c++) {
      sum += need[c];
      for (int k = 0; k < weights.length; k++) {
        weights[k] += need[c] * drawn[c][k];
      }
    }
    for (int k = 0; k < weights.length && sum > 0; k++) {
      weights[k] /= sum;
    }
    return new Round((int) Math.min(most, Math.ceil(sum)), weights);
  }

  private static boolean isDrawn(double[] components) {
    for (double each : components) {
      if (each > 0) {
        return true;
      }
    }
    return false;
  }
}
