package dev.isonomy.association;

import java.util.Arrays;

/**
 * Estimates the share of the draws for each cell that is kept, with its standard error. The
 * estimate uses classified draws that had no part in the choice of the components: draws by which a
 * component was chosen overstate its acceptance.
 *
 * <p>With n[c, k] of N[k] draws of component k classified as cell c, P[c, k] is estimated as (n[c,
 * k] + p[c] / 2) / (N[k] + 1/2): what the cell's components have in common, p[c], counts as half a
 * draw. It is the mean of the shares n / N, weighted as the components are drawn; there P[c, k] by
 * labels counts as half a draw for the whole cell, and not for each component, of which many have a
 * draw or none. The variance is that of a share with one hit and one miss more (Agresti and Coull
 * 1998), which does not vanish where all draws or none were hits. Errors of cells that share a
 * component are treated as independent. In fact they are negatively correlated, because an image
 * belongs to one cell only.
 */
public final class AcceptanceEstimate {
  private static final double PRIOR_DRAWS = 0.5;

  private final double[] acceptance;
  private final double[] errors;
  private final double[] draws;

  private AcceptanceEstimate(double[] acceptance, double[] errors, double[] draws) {
    this.acceptance = acceptance;
    this.errors = errors;
    this.draws = draws;
  }

  /**
   * Estimates acceptances.
   *
   * @param before P[cell, component], by which the components were chosen
   * @param classified the draws of each component by what they were classified as
   * @param drawn the components to draw from for each cell: [cell][component], rows that sum to 1,
   *     or zeros if the cell is not drawn
   * @return the estimate
   */
  public static AcceptanceEstimate of(
      CellAssociation before, PilotCounts classified, double[][] drawn) {
    int cells = before.space().cellCount();
    double[][] counts = classified.cells();
    if (counts.length != cells || drawn.length != cells) {
      throw new IllegalArgumentException("counts and components must be given for every cell");
    }
    double[] perComponent = classified.draws();
    double[] acceptance = new double[cells];
    double[] errors = new double[cells];
    double[] draws = new double[cells];
    for (int c = 0; c < cells; c++) {
      double common = common(before, c, counts[c], perComponent, drawn[c]);
      double variance = 0;
      double squares = 0;
      for (int k = 0; k < perComponent.length; k++) {
        double q = drawn[c][k];
        if (q > 0) {
          double n = perComponent[k];
          double smooth = (counts[c][k] + 1) / (n + 2);
          acceptance[c] += q * (counts[c][k] + (PRIOR_DRAWS * common)) / (n + PRIOR_DRAWS);
          variance += q * q * smooth * (1 - smooth) / (n + 2);
          squares += q * q / Math.max(n, PRIOR_DRAWS);
        }
      }
      errors[c] = acceptance[c] == 0 ? 0 : Math.sqrt(variance) / acceptance[c];
      draws[c] = squares == 0 ? 0 : 1 / squares;
    }
    return new AcceptanceEstimate(acceptance, errors, draws);
  }

  /** The mean share of a cell in its components, by the draws that there are and half a prior. */
  private static double common(
      CellAssociation before, int cell, double[] counts, double[] perComponent, double[] drawn) {
    double seen = 0;
    double hits = 0;
    double squares = 0;
    for (int k = 0; k < drawn.length; k++) {
      if (drawn[k] > 0 && perComponent[k] > 0) {
        seen += drawn[k];
        hits += drawn[k] * counts[k] / perComponent[k];
        squares += drawn[k] * drawn[k] / perComponent[k];
      }
    }
    double prior = before.expectedAcceptance(cell, drawn);
    double draws = seen == 0 ? 0 : seen * seen / squares; // as many would be as precise
    double share = seen == 0 ? prior : hits / seen;
    return ((draws * share) + (PRIOR_DRAWS * prior)) / (draws + PRIOR_DRAWS);
  }

  /**
   * The estimate by labels alone, whose errors are unknown and given as 0.
   *
   * @param labels P[cell, component]
   * @param drawn see {@link #of}
   * @return the estimate
   */
  public static AcceptanceEstimate unmeasured(CellAssociation labels, double[][] drawn) {
    double[] acceptance = new double[drawn.length];
    for (int c = 0; c < drawn.length; c++) {
      acceptance[c] = labels.expectedAcceptance(c, drawn[c]);
    }
    return new AcceptanceEstimate(acceptance, new double[drawn.length], new double[drawn.length]);
  }

  /** The share of draws that is kept, per cell; 0 for a cell that is not drawn. */
  public double[] acceptance() {
    return acceptance.clone();
  }

  /** The standard error of each cell's acceptance over the acceptance; 0 if nothing is drawn. */
  public double[] relativeErrors() {
    return errors.clone();
  }

  /**
   * The effective number of draws behind a cell's acceptance: as many would give the same precision
   * if all were made for it.
   */
  double draws(int cell) {
    return draws[cell];
  }

  /**
   * How many draws images are expected to take: sum_c images[c] / acceptance[c].
   *
   * @param images how many of each cell; 0 for a cell that nothing is drawn for
   * @return the number of draws
   */
  public double draws(double[] images) {
    double sum = 0;
    for (int c = 0; c < images.length; c++) {
      if (images[c] > 0) {
        sum += images[c] / acceptance[c];
      }
    }
    return sum;
  }

  /**
   * The standard error of {@link #draws(double[])}, relative to it: the uncertainty that the pilot
   * leaves. The draws of a run also scatter about their expectation, but much less if there are
   * many.
   *
   * @param images how many of each cell
   * @return the relative standard error
   */
  public double relativeErrorOfDraws(double[] images) {
    return relativeErrorOfDraws(images, acceptance, errors);
  }

  /**
   * The same from saved acceptances and errors.
   *
   * @param images how many of each cell
   * @param acceptance per cell
   * @param errors relative standard error per cell
   * @return the relative standard error
   */
  public static double relativeErrorOfDraws(double[] images, double[] acceptance, double[] errors) {
    double[] draws = new double[images.length];
    double squares = 0;
    for (int c = 0; c < images.length; c++) {
      if (images[c] > 0) {
        draws[c] = images[c] / acceptance[c];
        squares += draws[c] * errors[c] * draws[c] * errors[c];
      }
    }
    double sum = Arrays.stream(draws).sum();
    return sum == 0 ? 0 : Math.sqrt(squares) / sum;
  }
}
