package dev.isonomy.metric;

import dev.isonomy.linalg.SymmetricEigen;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the bias-corrected Frechet distance ({@link FoldedMoments.Corrected#estimate}) shows when
 * there is nothing to find: 95% of sets that are drawn from the reference's own distribution stay
 * below it. A parametric bootstrap: reference and set are both redrawn from the Gaussian with the
 * reference's covariance, in its eigenbasis, as the distance does not change under rotations.
 *
 * @param distance95 the largest of twenty simulated distances, at least 0
 */
public record FrechetFloor(double distance95) {
  /** The largest of so many estimates the 95th percentile: its expected rank is 20/21. */
  public static final int REPLICATES = 20;

  /** Wider features would take minutes: 440 eigenvalue problems. */
  public static final int WIDEST = 256;

  /** Larger sets are simulated smaller; the distance falls in proportion to 1/n. */
  private static final int MOST_ROWS = 2_000;

  private static final int FEWEST_ROWS = 20;

  /**
   * Simulates.
   *
   * @param reference moments of the reference
   * @param images size of the set, at least 1
   * @param seed of the simulation
   * @return nothing if features are wider than {@link #WIDEST} or there are too few rows
   */
  public static Optional<FrechetFloor> simulate(FeatureMoments reference, long images, long seed) {
    long smaller = Math.min(images, reference.count());
    if (reference.dimension() > WIDEST || smaller < FEWEST_ROWS) {
      return Optional.empty();
    }
    double shrink = Math.max(1, (double) smaller / MOST_ROWS);
    int set = rows(images / shrink);
    int real = rows(reference.count() / shrink);
    double[] variances = SymmetricEigen.of(reference.covariance()).values();
    double[] simulated =
        IntStream.range(0, REPLICATES)
            .parallel()
            .mapToObj(
                i ->
                    replicate(
                        variances, real, set, RandomStream.of(seed, images, i, Purpose.SUBSAMPLE)))
            .flatMap(Optional::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return simulated.length < REPLICATES
        ? Optional.empty()
        : Optional.of(
            new FrechetFloor(Math.max(0, Arrays.stream(simulated).max().orElseThrow() / shrink)));
  }

  /** Nothing if there are too few images for an estimate without bias. */
  private static Optional<Double> replicate(
      double[] variances, int real, int set, RandomStream random) {
    FoldedMoments redrawn = gaussian(variances, real, random);
    FoldedMoments drawn = gaussian(variances, set, random);
    return drawn
        .distanceTo(FoldedReference.of(redrawn))
        .corrected()
        .map(FoldedMoments.Corrected::estimate);
  }

  /** What is far larger than the other set hardly adds to the distance. */
  private static int rows(double wanted) {
    return (int) Math.min(4.0 * MOST_ROWS, Math.max(FEWEST_ROWS, wanted));
  }

  private static FoldedMoments gaussian(double[] variances, int rows, RandomStream random) {
    FoldedMoments moments = new FoldedMoments(variances.length);
    float[] row = new float[variances.length];
    for (int i = 0; i < rows; i++) {
      random.fillGaussian(row);
      for (int j = 0; j < row.length; j++) {
        row[j] *= (float) Math.sqrt(Math.max(0, variances[j]));
      }
      moments.add(row, i);
    }
    return moments;
  }
}
