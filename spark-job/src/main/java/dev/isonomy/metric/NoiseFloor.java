package dev.isonomy.metric;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;

/**
 * The fairness discrepancy and the divergence that a source which follows the target perfectly
 * shows nevertheless, because only finitely many images were counted. Differences below it mean
 * nothing.
 *
 * @param images how many images are counted
 * @param rootMeanSquareFd sqrt(E[FD^2]) = sqrt((1 - sum t^2) / N), exact
 * @param fd95 the 95th percentile of FD, simulated
 * @param kl95 the 95th percentile of KL(p || t) in nats, simulated
 */
public record NoiseFloor(long images, double rootMeanSquareFd, double fd95, double kl95) {
  /** How many data sets are simulated: the 95th percentile is then within about 2% of itself. */
  public static final int REPLICATES = 2_000;

  /**
   * Simulates data sets whose images fall into the cells independently with the target's shares.
   *
   * @param target the wanted shares, summing to 1
   * @param images how many images a data set has, at least 1
   * @param seed of the simulation
   * @return the floor
   * @throws IllegalArgumentException if images is below 1
   */
  public static NoiseFloor simulate(double[] target, long images, long seed) {
    if (images < 1) {
      throw new IllegalArgumentException("images must be at least 1 but was " + images);
    }
    double[] fd = new double[REPLICATES];
    double[] kl = new double[REPLICATES];
    for (int i = 0; i < REPLICATES; i++) {
      RandomStream random = RandomStream.of(seed, images, i, Purpose.SUBSAMPLE);
      Balance balance = Balance.of(Multinomial.shares(target, images, random), target);
      fd[i] = balance.fd();
      kl[i] = balance.kl();
    }
    Arrays.sort(fd);
    Arrays.sort(kl);
    double squares = Arrays.stream(target).map(t -> t * t).sum();
    return new NoiseFloor(
        images,
        Math.sqrt(Math.max(0, 1 - squares) / images),
        Interval.quantile(fd, 0.95),
        Interval.quantile(kl, 0.95));
  }
}
