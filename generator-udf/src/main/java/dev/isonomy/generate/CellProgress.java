package dev.isonomy.generate;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * How far a cell of a unit is. Draws are made and judged in the order of their numbers, so that the
 * kept ones are always the first that were accepted, however they were grouped.
 */
final class CellProgress {
  /** Draws that the expected acceptance weighs against observed ones. */
  private static final double PRIOR_DRAWS = 8;

  /** Least acceptance that is believed, so that a round stays bounded. */
  private static final double LEAST_ACCEPTANCE = 0.02;

  private final int cell;
  private final int quota;
  private final long cap;
  private final double expected;
  private final Queue<KeptDraw> waiting = new ArrayDeque<>();
  private int kept;
  private long issued;
  private long judged;
  private long drawsUntilMet = -1;
  private long accepted;
  private long abstained;

  CellProgress(int cell, int quota, int maxDrawsPerImage, double expected) {
    this.cell = cell;
    this.quota = quota;
    this.cap = (long) quota * maxDrawsPerImage;
    this.expected = expected;
  }

  int cell() {
    return cell;
  }

  /** Whether more draws are wanted and allowed. */
  boolean open() {
    return kept < quota && issued < cap;
  }

  /** Draws that are still allowed. */
  long allowed() {
    return cap - issued;
  }

  /** Draws that meeting the quota will probably take. */
  double wanted() {
    return (quota - kept) / acceptance();
  }

  double acceptance() {
    double share = (PRIOR_DRAWS * expected + accepted) / (PRIOR_DRAWS + judged);
    return Math.max(share, LEAST_ACCEPTANCE);
  }

  /** The number of the next draw. */
  long issue() {
    return issued++;
  }

  /** Judges the next draw in order; whether an accepted one is still needed. */
  boolean judge(boolean isAccepted) {
    judged++;
    if (!isAccepted) {
      return false;
    }
    accepted++;
    return kept < quota;
  }

  /** Counts a draw from which the labeler abstains; {@link #judge} is told that it is rejected. */
  void abstain() {
    abstained++;
  }

  long abstained() {
    return abstained;
  }

  void keep(KeptDraw draw) {
    waiting.add(draw);
    kept++;
    if (kept == quota) {
      drawsUntilMet = judged;
    }
  }

  int kept() {
    return kept;
  }

  /** The next kept draw that nobody has taken, null if there is none yet. */
  KeptDraw take() {
    return waiting.poll();
  }

  int missing() {
    return quota - kept;
  }

  long draws() {
    return drawsUntilMet >= 0 ? drawsUntilMet : judged;
  }

  long cap() {
    return cap;
  }

  int quota() {
    return quota;
  }
}
