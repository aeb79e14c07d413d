package dev.isonomy.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Balance with 95% intervals where honest ones are known: of labels as they are, or of the true
 * cells behind them. {@link SharesEstimate} has the sampling model, {@link DistanceInterval} the
 * interval of FD. KL has none: it is infinite where one image is in an excluded cell, and near 0
 * the estimate is all bias.
 *
 * @param balance of the point estimate
 * @param shares the point estimate, on the simplex
 * @param fd FD without what noise adds to it, and its interval
 * @param cells the interval of each share; empty where there is none
 * @param noInterval why there are no intervals; empty if there are
 */
public record BootstrappedBalance(
    Balance balance,
    List<Double> shares,
    Optional<DistanceInterval> fd,
    List<Interval> cells,
    String noInterval) {
  /** More cells have no intervals: too few images see each pair of them. */
  public static final int MOST_CELLS = 200;

  /** Copies the lists. */
  public BootstrappedBalance {
    shares = List.copyOf(shares);
    cells = List.copyOf(cells);
  }

  /**
   * Labels that are facts about a set, not a sample of anything.
   *
   * @param counts labels per cell, at least one in all
   * @param target the wanted shares
   * @param reason why there is no interval
   * @return the balance of the counts
   */
  public static BootstrappedBalance exact(long[] counts, double[] target, String reason) {
    return new BootstrappedBalance(
        Balance.ofCounts(counts, target),
        boxed(Balance.shares(counts)),
        Optional.empty(),
        List.of(),
        "no interval: " + reason);
  }

  /**
   * A judge's labels as they are.
   *
   * @param labels at least one
   * @param target the wanted shares
   * @param seed of what is simulated
   * @return their balance; the intervals say what the judge would say of other images that were
   *     made in the same way, not what is true
   */
  public static BootstrappedBalance ofLabels(LabelledStrata labels, double[] target, long seed) {
    return target.length > MOST_CELLS
        ? exact(labels.labelCounts(), target, "more than " + MOST_CELLS + " cells")
        : of(SharesEstimate.ofLabels(labels), target, seed);
  }

  /**
   * The true cells behind a judge's labels.
   *
   * @param labels at least one
   * @param confusion of the judge, which must tell the cells apart
   * @param target the wanted shares
   * @param seed of what is simulated
   * @return their balance
   * @throws ArithmeticException if the matrix is singular
   */
  public static BootstrappedBalance ofTruth(
      LabelledStrata labels, ConfusionMatrix confusion, double[] target, long seed) {
    return of(SharesEstimate.ofTruth(labels, confusion), target, seed);
  }

  private static BootstrappedBalance of(SharesEstimate estimate, double[] target, long seed) {
    double[] shares = Simplex.project(estimate.shares());
    return new BootstrappedBalance(
        Balance.of(shares, target),
        boxed(shares),
        Optional.of(DistanceInterval.of(estimate, target, seed)),
        estimate.intervals(seed),
        "");
  }

  private static List<Double> boxed(double[] shares) {
    return Arrays.stream(shares).boxed().toList();
  }
}
