package dev.isonomy.mixture.selection;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;

/**
 * Decides which rows are held out, by a hash of the row itself: neither partitions nor order
 * matter, and equal rows stay together.
 *
 * @param seed of the split
 * @param share of the rows that is held out, in (0, 1)
 */
public record RowSplit(long seed, double share) implements Serializable {
  /** A fifth of the rows scores the candidates; the others are fitted to. */
  public static final double DEFAULT_SHARE = 0.2;

  /**
   * Checks the share.
   *
   * @throws UserException if it is out of range
   */
  public RowSplit {
    if (!(share > 0 && share < 1)) {
      throw new UserException("heldOutShare must be in (0, 1) but was " + share);
    }
  }

  /**
   * Whether a row is held out.
   *
   * @param row its numbers
   * @return true for about the share of all rows
   */
  public boolean holdsOut(double[] row) {
    return RandomStream.of(seed, hash(row), 0, Purpose.SPLIT).nextDouble() < share;
  }

  /** A hash of a row's numbers. */
  public static long hash(double[] row) {
    long hash = 1;
    for (double each : row) {
      hash = (31 * hash) + Double.doubleToLongBits(each + 0.0); // -0.0 and 0.0 are the same
    }
    return hash;
  }

  /**
   * The rows of one side.
   *
   * @param block the rows
   * @param heldOut which side
   * @return its rows, maybe none
   */
  public RowBlock side(RowBlock block, boolean heldOut) {
    RowBlock.Builder side = new RowBlock.Builder(block.dimension(), block.rows());
    for (int r = 0; r < block.rows(); r++) {
      double[] row = block.row(r);
      if (holdsOut(row) == heldOut) {
        side.add(row, block.weight(r), block.cell(r), Integer.toString(r));
      }
    }
    return side.build();
  }
}
