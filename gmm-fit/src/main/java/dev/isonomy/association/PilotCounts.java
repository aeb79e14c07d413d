package dev.isonomy.association;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many classified draws of each component fell to each cell, and how many to none, as the
 * labeler was too unsure of them and abstained. A draw of no cell still is a draw: it counts where
 * shares of the draws are formed.
 *
 * @param cells images by cell: [cell][component]
 * @param abstained draws of each component on which the labeler abstained
 */
public record PilotCounts(double[][] cells, double[] abstained) {
  /**
   * Copies the counts.
   *
   * @throws IllegalArgumentException if there is no cell, a row does not have one count per
   *     component, or a count is negative or not finite
   */
  public PilotCounts {
    cells = Arrays.stream(cells).map(double[]::clone).toArray(double[][]::new);
    abstained = abstained.clone();
    if (cells.length == 0) {
      throw new IllegalArgumentException("counts must be given for at least one cell");
    }
    for (double[] row : cells) {
      checkRow(row, abstained.length);
    }
    checkRow(abstained, abstained.length);
  }

  private static void checkRow(double[] row, int components) {
    if (row.length == 0 || row.length != components) {
      throw new IllegalArgumentException("every row must have one count per component");
    }
    for (double count : row) {
      if (!(count >= 0) || Double.isInfinite(count)) {
        throw new IllegalArgumentException("counts must be at least 0 but was " + count);
      }
    }
  }

  /** Counts of draws on none of which the labeler abstained. */
  public static PilotCounts sure(double[][] cells) {
    return new PilotCounts(cells, new double[cells[0].length]);
  }

  /** No draws. */
  public static PilotCounts none(int cells, int components) {
    return sure(new double[cells][components]);
  }

  /** These counts and others of the same cells and components. */
  public PilotCounts plus(PilotCounts more) {
    double[][] sums = cells();
    for (int c = 0; c < sums.length; c++) {
      add(more.cells[c], sums[c]);
    }
    double[] none = abstained();
    add(more.abstained, none);
    return new PilotCounts(sums, none);
  }

  private static void add(double[] more, double[] sums) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += more[k];
    }
  }

  /** How many components there are. */
  public int componentCount() {
    return abstained.length;
  }

  /** Images of a cell, over all components. */
  double ofCell(int cell) {
    return Arrays.stream(cells[cell]).sum();
  }

  /** Whether a draw of a component got a label. */
  boolean isLabelled(int component) {
    return Arrays.stream(cells).anyMatch(row -> row[component] > 0);
  }

  /** Draws of each component, those without a cell included. */
  double[] draws() {
    double[] draws = abstained.clone();
    for (double[] row : cells) {
      add(row, draws);
    }
    return draws;
  }

  /** Draws that got a label. */
  public double labelledDraws() {
    return IntStream.range(0, cells.length).mapToDouble(this::ofCell).sum();
  }

  /** Draws on which the labeler abstained. */
  public double abstainedDraws() {
    return Arrays.stream(abstained).sum();
  }

  /** Images by cell and component; a copy. */
  @Override
  public double[][] cells() {
    return Arrays.stream(cells).map(double[]::clone).toArray(double[][]::new);
  }

  /** Draws of each component on which the labeler abstained; a copy. */
  @Override
  public double[] abstained() {
    return abstained.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PilotCounts that
        && Arrays.deepEquals(cells, that.cells)
        && Arrays.equals(abstained, that.abstained);
  }

  @Override
  public int hashCode() {
    return (31 * Arrays.deepHashCode(cells)) + Arrays.hashCode(abstained);
  }

  @Override
  public String toString() {
    return "PilotCounts[" + cells.length + " cells, " + abstained.length + " components]";
  }
}
