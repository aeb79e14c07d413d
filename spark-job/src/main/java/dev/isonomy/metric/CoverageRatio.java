package dev.isonomy.metric;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Coverage ({@link NeighbourQuality}) beside what it would be if nothing were lost, and what it
 * cannot see.
 *
 * <p>With many generated rows per real one, coverage is near 1 even after a loss: every ball is hit
 * somewhere. So at most half as many generated as real rows are compared. A ball around one of N
 * real rows holds about k / N of the distribution: what is lost in parts smaller than that stays
 * invisible, however much it is in all. With 56 real rows that is 9%, with 300 it is 1.7%.
 *
 * @param coverage share of real rows with a generated one in their neighbourhood
 * @param expected what two sets of these sizes and of one distribution have on average
 * @param noise half the width of the 95% interval of {@link #ratio} if nothing is lost
 * @param real N
 * @param generated how many generated rows were compared
 */
public record CoverageRatio(
    double coverage, double expected, double noise, int real, int generated) {
  /** Fewer real rows hide lost parts of more than 2.5% of a distribution. */
  public static final int ENOUGH = 200;

  private static final int K = NeighbourQuality.NEIGHBOURS;

  /** Fewer real rows cannot be divided into halves of more than five. */
  public static final int FEWEST = 12;

  private static final int DIVISIONS = 40;

  /**
   * Compares two sets.
   *
   * @param real at least {@link #FEWEST} rows
   * @param generated at least one row of the same width, in random order
   * @param seed of the divisions that tell the noise
   * @return the ratio
   */
  public static CoverageRatio between(float[][] real, float[][] generated, long seed) {
    float[][] thinned = Arrays.copyOf(generated, compared(real.length, generated.length));
    return new CoverageRatio(
        coverage(real, thinned),
        NeighbourQuality.expectedCoverage(real.length, thinned.length, K),
        noise(real, thinned.length, seed),
        real.length,
        thinned.length);
  }

  /** How many of the generated rows are compared: no more than half the real ones. */
  public static int compared(int real, int generated) {
    return Math.max(1, Math.min(generated, real / 2));
  }

  /**
   * How far ratios lie from 1 if nothing is lost: both halves of the real rows are compared with
   * each other, in {@link #DIVISIONS} random divisions. Halves vary twice as much as the whole.
   */
  private static double noise(float[][] real, int generated, long seed) {
    int half = real.length / 2;
    int other = Math.max(1, generated / 2);
    double expected = NeighbourQuality.expectedCoverage(half, other, K);
    double squares =
        IntStream.range(0, DIVISIONS)
            .parallel()
            .mapToDouble(
                division -> {
                  float[][] rows =
                      shuffled(real, RandomStream.of(seed, 5, division, Purpose.SUBSAMPLE));
                  double found =
                      coverage(
                          Arrays.copyOf(rows, half), Arrays.copyOfRange(rows, half, half + other));
                  return (found - expected) * (found - expected);
                })
            .sum();
    return Interval.Z_95 * Math.sqrt(squares / DIVISIONS / 2) / expected;
  }

  private static float[][] shuffled(float[][] rows, RandomStream random) {
    float[][] shuffled = rows.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float[] swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return shuffled;
  }

  /** Coverage over what it would be if nothing were lost: around 1 then. */
  public double ratio() {
    return coverage / expected;
  }

  /** The largest part of the distribution that may be missing without a trace: k / N. */
  public double invisible() {
    return (double) K / real;
  }

  /** Whether the ratio is so low that it is no accident. */
  public boolean showsLoss() {
    return ratio() < 1 - noise;
  }

  private static double coverage(float[][] real, float[][] generated) {
    double[] radii = RowDistances.radii(real, K);
    double[] nearest = RowDistances.nearest(real, generated);
    return (double) IntStream.range(0, real.length).filter(i -> nearest[i] <= radii[i]).count()
        / real.length;
  }
}
