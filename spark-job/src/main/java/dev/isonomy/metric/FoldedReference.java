package dev.isonomy.metric;

import java.util.Optional;

/**
 * A reference that many sets are compared with: its moments, and those without each part, with
 * their square roots, which are taken once. Memory: 11 d x d matrices. Not safe for several
 * threads.
 */
public final class FoldedReference {
  private final FoldedMoments moments;
  private final FrechetDistance all;
  private final FrechetDistance[] leftOut = new FrechetDistance[FoldedMoments.FOLDS];

  private FoldedReference(FoldedMoments moments) {
    this.moments = moments;
    this.all = FrechetDistance.to(moments.all());
  }

  /**
   * Prepares a reference.
   *
   * @param moments at least two rows
   * @return the reference
   */
  public static FoldedReference of(FoldedMoments moments) {
    return new FoldedReference(moments);
  }

  /** RowDistances to all of the reference. */
  public FrechetDistance all() {
    return all;
  }

  /** Whether all images of the reference are one, so that distances to it say nothing. */
  public boolean isSingleImage() {
    return all.spread() == 0;
  }

  long count() {
    return moments.count();
  }

  FrechetDistance without(int fold) {
    if (leftOut[fold] == null) {
      leftOut[fold] = FrechetDistance.to(moments.without(fold));
    }
    return leftOut[fold];
  }

  Optional<String> undivided() {
    return moments.undivided().map(reason -> reason + " (the reference)");
  }
}
