package dev.isonomy.plan;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An existing data set that new images complete: existing and new images together are to have the
 * target's shares. No image is taken away.
 *
 * @param target the wanted shares of existing and new images together
 * @param existing how many images of each cell exist
 */
public record Completion(CellDistribution target, long[] existing) {
  /**
   * Copies the counts.
   *
   * @throws UserException if there is not one per cell, one is negative or all are zero
   */
  public Completion {
    existing = existing.clone();
    CellDistribution.empirical(target.space(), existing);
  }

  /** How many images of each cell exist; a copy. */
  @Override
  public long[] existing() {
    return existing.clone();
  }

  /** How many images exist. */
  public long images() {
    return Arrays.stream(existing).sum();
  }

  /** The cells. */
  public AttributeSpace space() {
    return target.space();
  }

  /**
   * The new images of each cell that bring the whole closest to the target.
   *
   * @param images how many new images
   * @return one number per cell; they sum to {@code images}
   */
  public long[] quotas(long images) {
    return target.complement(existing, images);
  }

  /**
   * Existing and new images together.
   *
   * @param made new images of each cell
   * @return the sums
   */
  public long[] together(long[] made) {
    return IntStream.range(0, existing.length).mapToLong(c -> existing[c] + made[c]).toArray();
  }

  /**
   * Whether existing and new images have the target's shares, up to less than one image per cell.
   *
   * @param made new images of each cell
   * @return whether no cell is a whole image away from its share
   */
  public boolean isExact(long[] made) {
    long[] together = together(made);
    double all = Arrays.stream(together).sum();
    return IntStream.range(0, together.length)
        .allMatch(c -> Math.abs(together[c] - (all * target.share(c))) < 1);
  }

  /**
   * The fewest new images with which the whole has the target's shares.
   *
   * @return max_c existing[c] / share[c] - sum existing, rounded up; infinite if a cell without a
   *     share has images
   */
  public double imagesForExactShares() {
    double most = 0;
    for (int c = 0; c < existing.length; c++) {
      if (existing[c] > 0) {
        most = Math.max(most, existing[c] / target.share(c));
      }
    }
    // 1476.0000000000002 is 1476
    return Math.ceil((most - images()) * (1 - 1e-12));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Completion that
        && target.equals(that.target)
        && Arrays.equals(existing, that.existing);
  }

  @Override
  public int hashCode() {
    return (31 * target.hashCode()) + Arrays.hashCode(existing);
  }

  @Override
  public String toString() {
    return "Completion[" + images() + " existing images]";
  }
}
