package dev.isonomy.generate;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;

/**
 * What all random numbers of one image are keyed by.
 *
 * @param runSeed the run's seed
 * @param unit the work unit, or another coarse index
 * @param draw number of the draw inside the unit
 */
public record DrawKey(long runSeed, long unit, long draw) {

  private static final int CELL_SHIFT = 32;

  /**
   * The key of a draw for a cell: draws of a cell are numbered from 0, whatever happens to other
   * cells.
   *
   * @param cell index of the cell
   * @param number number of the draw inside unit and cell, below 2^32
   */
  public static DrawKey ofCell(long runSeed, long unit, int cell, long number) {
    return new DrawKey(runSeed, unit, ((long) cell << CELL_SHIFT) | number);
  }

  /** The stream of a purpose, at its beginning. */
  public RandomStream stream(Purpose purpose) {
    return RandomStream.of(runSeed, unit, draw, purpose);
  }
}
