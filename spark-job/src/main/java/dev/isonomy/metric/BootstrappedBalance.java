package dev.isonomy.metric;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Balance with 95% intervals from resampling: raw shares, and shares corrected for the labeler's
 * errors. The corrected ones resample the calibration images too, so that their intervals know how
 * little a small calibration set says.
 *
 * <p>Resampling adds noise on top of noise, which lifts FD^2 and KL: their intervals are the basic
 * ones (2 estimate - upper quantile, 2 estimate - lower quantile), cut at zero, which take that
 * lift back; a set within its noise floor reaches 0. They are widened to hold the estimate itself.
 * Davison and Hinkley, <i>Bootstrap Methods and their Application</i>, 1997, section 5.2.
 *
 * @param balance of the point estimate
 * @param shares the point estimate
 * @param fd the interval of FD
 * @param kl the interval of KL
 * @param cells the interval of each share
 */
public record BootstrappedBalance(
    Balance balance, List<Double> shares, Interval fd, Interval kl, List<Interval> cells) {
  /** Enough for two digits of a 95% interval. */
  public static final int REPLICATES = 500;

  /** Copies the lists. */
  public BootstrappedBalance {
    shares = List.copyOf(shares);
    cells = List.copyOf(cells);
  }

  /**
   * Raw shares; each cell's interval is Wilson's.
   *
   * @param counts labels per cell, at least one in all
   * @param target the wanted shares
   * @param seed of the resampling
   * @return the balance of the counts
   */
  public static BootstrappedBalance raw(long[] counts, double[] target, long seed) {
    double[] shares = Balance.shares(counts);
    long total = Arrays.stream(counts).sum();
    double[][] replicates = new double[REPLICATES][];
    for (int i = 0; i < REPLICATES; i++) {
      replicates[i] =
          Multinomial.shares(shares, total, RandomStream.of(seed, 1, i, Purpose.SUBSAMPLE));
    }
    List<Interval> cells = new ArrayList<>();
    for (long count : counts) {
      cells.add(Interval.wilson(count, total));
    }
    return of(shares, target, replicates, cells);
  }

  /**
   * Shares corrected by a confusion matrix; each cell's interval is the bootstrap's.
   *
   * @param counts labels per cell, at least one in all
   * @param confusion of the labeler that gave them
   * @param target the wanted shares
   * @param seed of the resampling
   * @return the corrected balance; nothing if the matrix misses a class or is singular
   */
  public static Optional<BootstrappedBalance> corrected(
      long[] counts, ConfusionMatrix confusion, double[] target, long seed) {
    if (!confusion.isComplete()) {
      return Optional.empty();
    }
    double[] labelled = Balance.shares(counts);
    long total = Arrays.stream(counts).sum();
    double[] shares;
    List<double[]> replicates = new ArrayList<>();
    int singular = 0;
    try {
      shares = confusion.corrected(labelled);
    } catch (ArithmeticException noInformation) {
      return Optional.empty();
    }
    for (int i = 0; i < REPLICATES; i++) {
      RandomStream random = RandomStream.of(seed, 2, i, Purpose.SUBSAMPLE);
      double[][] c = resampled(confusion, random);
      try {
        replicates.add(ConfusionMatrix.correct(c, Multinomial.shares(labelled, total, random)));
      } catch (ArithmeticException noInformation) {
        singular++; // this replicate knows nothing of some class
      }
    }
    if (singular > REPLICATES / 2) {
      return Optional.empty();
    }
    double[][] all = replicates.toArray(double[][]::new);
    List<Interval> cells = new ArrayList<>();
    for (int cell = 0; cell < counts.length; cell++) {
      double[] values = new double[all.length];
      for (int i = 0; i < all.length; i++) {
        values[i] = all[i][cell];
      }
      cells.add(Interval.central(values));
    }
    return Optional.of(of(shares, target, all, cells));
  }

  private static double[][] resampled(ConfusionMatrix confusion, RandomStream random) {
    int k = confusion.size();
    double[][] c = new double[k][k];
    double[][] p = confusion.probabilities();
    for (int truth = 0; truth < k; truth++) {
      double[] column = new double[k];
      for (int label = 0; label < k; label++) {
        column[label] = p[label][truth];
      }
      double[] drawn = Multinomial.shares(column, confusion.truthCount(truth), random);
      for (int label = 0; label < k; label++) {
        c[label][truth] = drawn[label];
      }
    }
    return c;
  }

  private static BootstrappedBalance of(
      double[] shares, double[] target, double[][] replicates, List<Interval> cells) {
    double[] fd = new double[replicates.length];
    double[] kl = new double[replicates.length];
    for (int i = 0; i < replicates.length; i++) {
      Balance replicate = Balance.of(replicates[i], target);
      fd[i] = replicate.fd() * replicate.fd();
      kl[i] = replicate.kl();
    }
    Balance balance = Balance.of(shares, target);
    Interval squaredFd = basic(balance.fd() * balance.fd(), fd);
    return new BootstrappedBalance(
        balance,
        Arrays.stream(shares).boxed().toList(),
        new Interval(
            Math.min(balance.fd(), Math.sqrt(squaredFd.lower())),
            Math.max(balance.fd(), Math.sqrt(squaredFd.upper()))),
        basic(balance.kl(), kl),
        cells);
  }

  private static Interval basic(double estimate, double[] replicates) {
    if (Double.isInfinite(estimate)) {
      return new Interval(estimate, estimate);
    }
    Interval central = Interval.central(replicates);
    return new Interval(
        Math.max(0, Math.min(estimate, (2 * estimate) - central.upper())),
        Math.max(estimate, (2 * estimate) - central.lower()));
  }
}
