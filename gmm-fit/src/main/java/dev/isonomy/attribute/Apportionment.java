package dev.isonomy.attribute;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Whole numbers in proportion to shares, with an exact sum. */
final class Apportionment {
  private Apportionment() {}

  /**
   * Hamilton's method of the largest remainder: floors first, then one each to the largest
   * remainders; ties go to the lower index.
   *
   * @param shares non-negative, with a positive sum
   * @param total what the result sums to
   */
  static long[] largestRemainder(double[] shares, long total) {
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    long[] counts = new long[shares.length];
    double[] remainders = new double[shares.length];
    long given = 0;
    for (int c = 0; c < shares.length; c++) {
      double exact = shares[c] / sum * total;
      long nearest = Math.round(exact);
      // 100.00000000000001 and 99.99999999999999 are both 100
      counts[c] =
          Math.abs(exact - nearest) <= 1e-9 * Math.max(1, exact)
              ? nearest
              : (long) Math.floor(exact);
      remainders[c] = exact - counts[c];
      given += counts[c];
    }
    Integer[] order =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -remainders[c]))
            .toArray(Integer[]::new);
    for (int i = 0; given < total; i = (i + 1) % order.length) {
      if (shares[order[i]] > 0) {
        counts[order[i]]++;
        given++;
      }
    }
    for (int i = order.length - 1; given > total; i = (i == 0 ? order.length : i) - 1) {
      if (counts[order[i]] > 0) {
        counts[order[i]]--;
        given--;
      }
    }
    return counts;
  }
}
