package dev.isonomy.metric;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What a judge said of a set's images, by the group that they were counted in. Immutable.
 *
 * <p>How uncertain the judge's shares are depends on how the images were chosen:
 *
 * <ul>
 *   <li><b>by quota</b>: the number n_c of images of each cell c is fixed, and only what they are
 *       is random: within c the judge's labels are multinomial with n_c images. Shares vary by
 *       errors alone, far less than if the cells of the images were random, too;
 *   <li><b>drawn</b>: all N images are one group, and the labels are multinomial with N images.
 * </ul>
 */
public final class LabelledStrata {
  private final long[][] counts;
  private final boolean byQuota;

  private LabelledStrata(long[][] counts, boolean byQuota) {
    this.counts = counts;
    this.byQuota = byQuota;
  }

  /**
   * Images whose numbers per cell were fixed.
   *
   * @param pairs how often each quota cell came with each of the judge's labels, K x K
   * @return one group per cell that has images
   */
  public static LabelledStrata byQuota(ConfusionMatrix pairs) {
    long[][] counts = new long[pairs.size()][pairs.size()];
    for (int cell = 0; cell < counts.length; cell++) {
      for (int label = 0; label < counts.length; label++) {
        counts[cell][label] = pairs.count(cell, label);
      }
    }
    return new LabelledStrata(counts, true);
  }

  /**
   * Images that were drawn independently of their cells.
   *
   * @param labels the judge's labels, at least one in all
   * @return one group
   */
  public static LabelledStrata drawn(long[] labels) {
    return new LabelledStrata(new long[][] {labels.clone()}, false);
  }

  /**
   * The same images in fewer cells.
   *
   * @param merged the new cell of each old one, in [0, cells)
   * @param cells how many new cells there are
   * @return labels in new cells; quotas of merged cells are joined
   */
  public LabelledStrata mapped(IntUnaryOperator merged, int cells) {
    long[][] sums = new long[byQuota ? cells : 1][cells];
    for (int s = 0; s < counts.length; s++) {
      for (int label = 0; label < counts[s].length; label++) {
        sums[byQuota ? merged.applyAsInt(s) : 0][merged.applyAsInt(label)] += counts[s][label];
      }
    }
    return new LabelledStrata(sums, byQuota);
  }

  /** How many cells there are. */
  int cells() {
    return counts[0].length;
  }

  /** How many groups there are, empty ones included. */
  int strata() {
    return counts.length;
  }

  /** The judge's labels in a group; not a copy. */
  long[] labels(int stratum) {
    return counts[stratum];
  }

  long images(int stratum) {
    return Arrays.stream(counts[stratum]).sum();
  }

  /** How many images were judged. */
  public long images() {
    return Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).sum();
  }

  /** Whether the numbers per cell were fixed. */
  public boolean isByQuota() {
    return byQuota;
  }

  /** How many images the judge gave each label. */
  public long[] labelCounts() {
    long[] sums = new long[cells()];
    for (long[] row : counts) {
      for (int label = 0; label < sums.length; label++) {
        sums[label] += row[label];
      }
    }
    return sums;
  }
}
