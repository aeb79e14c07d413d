package dev.isonomy.metric;

import java.util.stream.IntStream;

/**
 * Precision, recall, density and coverage of generated features against real ones.
 *
 * <p>With r_k(x) the distance of x to its k-th nearest neighbour in its own set, N real rows r_i
 * and M generated rows f_j:
 *
 * <ul>
 *   <li>precision = mean_j 1[exists i: d(r_i, f_j) &lt;= r_k(r_i)], recall with the roles exchanged
 *       (Kynkaanniemi et al., NeurIPS 2019);
 *   <li>density = 1/(k M) sum_j sum_i 1[d(r_i, f_j) &lt;= r_k(r_i)], coverage = mean_i 1[min_j
 *       d(r_i, f_j) &lt;= r_k(r_i)] (Naeem et al., ICML 2020).
 * </ul>
 *
 * <p>The papers compare with &lt;, which only differs for copies: a copy of a real row counts, even
 * where that row has k copies in its own set and so a radius of 0.
 *
 * @param precision share of generated rows among the real ones
 * @param recall share of real rows among the generated ones
 * @param density how densely the generated rows sit where real ones are; 1 is expected for equal
 *     distributions, and it may exceed 1
 * @param coverage share of real rows with a generated one in their neighbourhood
 */
public record NeighbourQuality(double precision, double recall, double density, double coverage) {
  /** The k of the reference implementation. */
  public static final int NEIGHBOURS = 5;

  /**
   * Compares two sets; time N^2 + M^2 + 2 N M, memory N + M.
   *
   * @param real more than k rows
   * @param generated more than k rows of the same width
   * @param k which neighbour defines the radius, at least 1
   * @return the four numbers
   * @throws IllegalArgumentException if a set has too few rows
   */
  public static NeighbourQuality between(float[][] real, float[][] generated, int k) {
    double[] realRadii = RowDistances.radii(real, k);
    double[] generatedRadii = RowDistances.radii(generated, k);
    long[] inside = new long[generated.length];
    IntStream.range(0, generated.length)
        .parallel()
        .forEach(j -> inside[j] = balls(generated[j], real, realRadii));
    boolean[] recalled = new boolean[real.length];
    IntStream.range(0, real.length)
        .parallel()
        .forEach(i -> recalled[i] = balls(real[i], generated, generatedRadii) > 0);
    double[] nearest = RowDistances.nearest(real, generated);
    double precision = 0;
    double density = 0;
    for (long each : inside) {
      precision += each > 0 ? 1 : 0;
      density += each;
    }
    double recall = 0;
    double coverage = 0;
    for (int i = 0; i < real.length; i++) {
      recall += recalled[i] ? 1 : 0;
      coverage += nearest[i] <= realRadii[i] ? 1 : 0;
    }
    return new NeighbourQuality(
        precision / generated.length,
        recall / real.length,
        density / ((double) k * generated.length),
        coverage / real.length);
  }

  /**
   * The coverage that two sets of one distribution have on average: 1 - prod_{i=1..k} (N - i)/(M +
   * N - i). The nearest of N + M - 1 exchangeable neighbours of a real row are all real with this
   * product as probability (Naeem et al., ICML 2020, lemma 2).
   *
   * @param real N
   * @param generated M
   * @param k which neighbour defines the radius
   * @return the expectation, in [0, 1]
   */
  public static double expectedCoverage(int real, int generated, int k) {
    double missed = 1;
    for (int i = 1; i <= k; i++) {
      missed *= (double) (real - i) / (real + generated - i);
    }
    return 1 - missed;
  }

  /** In how many balls around the centres a row lies. */
  private static long balls(float[] row, float[][] centres, double[] radii) {
    long inside = 0;
    for (int i = 0; i < centres.length; i++) {
      inside += RowDistances.squared(row, centres[i]) <= radii[i] ? 1 : 0;
    }
    return inside;
  }
}
