package dev.isonomy.metric;

import java.util.Arrays;

/**
 * How far shares are from a target.
 *
 * <p>With p the observed share and t the target share of each of K classes or cells:
 *
 * @param fd fairness discrepancy, the Euclidean distance sqrt(sum (p - t)^2)
 * @param kl the divergence KL(p || t) = sum p log(p / t) in nats, with 0 log 0 = 0; infinite where
 *     something was observed that the target excludes
 * @param l1 sum |p - t|
 * @param normalizedEntropy -sum p log p / log K, 1 for equal shares; 1 if K = 1
 * @param devRat max |p - 1/K| / (1 - 1/K), 0 for equal shares and 1 for a single class; 0 if K = 1
 * @param leastShare the smallest share
 * @param greatestShare the greatest share
 * @param emptyCells how many cells with a positive target were not seen at all
 */
public record Balance(
    double fd,
    double kl,
    double l1,
    double normalizedEntropy,
    double devRat,
    double leastShare,
    double greatestShare,
    int emptyCells) {

  /**
   * Compares shares with a target.
   *
   * @param shares observed shares, length K, non-negative, summing to 1
   * @param target wanted shares, length K, non-negative, summing to 1
   * @return the distances
   * @throws IllegalArgumentException if the lengths differ or are zero
   */
  public static Balance of(double[] shares, double[] target) {
    int k = shares.length;
    if (k == 0 || target.length != k) {
      throw new IllegalArgumentException(
          "shares and target must have the same positive length but have "
              + k
              + " and "
              + target.length);
    }
    double squares = 0;
    double kl = 0;
    double l1 = 0;
    double entropy = 0;
    double deviation = 0;
    int empty = 0;
    for (int c = 0; c < k; c++) {
      double difference = shares[c] - target[c];
      squares += difference * difference;
      l1 += Math.abs(difference);
      deviation = Math.max(deviation, Math.abs(shares[c] - (1.0 / k)));
      if (shares[c] > 0) {
        kl += shares[c] * Math.log(shares[c] / target[c]);
        entropy -= shares[c] * Math.log(shares[c]);
      } else if (target[c] > 0) {
        empty++;
      }
    }
    return new Balance(
        Math.sqrt(squares),
        Math.max(0, kl),
        l1,
        k == 1 ? 1 : entropy / Math.log(k),
        k == 1 ? 0 : deviation / (1 - (1.0 / k)),
        Arrays.stream(shares).min().orElseThrow(),
        Arrays.stream(shares).max().orElseThrow(),
        empty);
  }

  /**
   * Compares counts with a target.
   *
   * @param counts how many were seen of each cell, at least one in all
   * @param target wanted shares
   * @return the distances
   * @throws IllegalArgumentException if nothing was counted or the lengths differ
   */
  public static Balance ofCounts(long[] counts, double[] target) {
    return of(shares(counts), target);
  }

  /**
   * Turns counts into shares.
   *
   * @param counts non-negative counts
   * @return each count over their sum
   * @throws IllegalArgumentException if the sum is not positive
   */
  public static double[] shares(long[] counts) {
    long total = Arrays.stream(counts).sum();
    if (total <= 0) {
      throw new IllegalArgumentException("shares need at least one counted image but got none");
    }
    return Arrays.stream(counts).mapToDouble(count -> (double) count / total).toArray();
  }
}
