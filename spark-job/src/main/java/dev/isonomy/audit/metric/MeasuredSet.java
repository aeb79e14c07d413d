package dev.isonomy.audit.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A set whose images were read.
 *
 * @param name of the method that made it, or of the reference
 * @param role what it is in this audit
 * @param tally what metrics keep of it
 */
public record MeasuredSet(String name, Role role, SetTally tally) {
  /** What a set is in an audit. */
  public enum Role {
    /** The set that the verdict is on; its labels are facts about it and not a sample. */
    AUDITED,
    /** Images that stand for all that their method would draw. */
    DRAWN,
    /** Images that a method kept for quotas, compared with the audited set. */
    KEPT,
    /** Real images that the others are measured against. */
    REFERENCE,
    /** A set of which only counts of labels are known, and which is all there is. */
    COUNTED
  }

  /**
   * A set of which only counts are known.
   *
   * @param name what it is called
   * @param metrics the audit's metrics, which see no image
   * @param labeler images of each cell, by the labeler
   * @param auditor images of each cell, by the auditor; empty where it has not judged
   */
  public static MeasuredSet counted(
      String name, List<Metric> metrics, long[] labeler, Optional<long[]> auditor) {
    TallySize size = new TallySize(labeler.length, 0);
    LabelTally counts = LabelTally.ofCounts(labeler, auditor.orElse(new long[labeler.length]));
    return new MeasuredSet(
        name, Role.COUNTED, SetTally.of(metrics, size).with(counts, Arrays.stream(labeler).sum()));
  }

  /** How many images there are. */
  public long images() {
    return tally.images();
  }

  /** Whether the verdict is on it. */
  public boolean isAudited() {
    return role == Role.AUDITED;
  }

  /** Whether its images were kept for quotas, so that what a method makes of cells is measured. */
  public boolean isOfQuotas() {
    return role == Role.AUDITED || role == Role.KEPT;
  }

  /** A tally, see {@link SetTally#tally}. */
  public <T extends Tally<T>> T tally(Class<T> kind) {
    return tally.tally(kind);
  }
}
