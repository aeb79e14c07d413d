package dev.isonomy.metric;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Moments of features in ten parts, for a Frechet distance with an interval from one pass.
 *
 * <p>A Frechet distance from n images is too large by about a constant over n. Leaving out one part
 * after another gives the jackknife's correction of that bias and its standard error (Efron and
 * Stein, <i>The jackknife estimate of variance</i>, 1981; with g parts, estimate = g D - (g - 1)
 * mean D_(-i), variance = (g - 1)/g sum (D_(-i) - mean)^2). It lets sets of different sizes be
 * compared. Mutable; not safe for several threads.
 */
public final class FoldedMoments implements Serializable {
  /** How many parts there are. */
  public static final int FOLDS = 10;

  private static final long serialVersionUID = 1L;

  private final FeatureMoments[] folds;

  /**
   * No rows yet.
   *
   * @param dimension how many features a row has, at least 1
   */
  public FoldedMoments(int dimension) {
    folds = new FeatureMoments[FOLDS];
    Arrays.setAll(folds, i -> new FeatureMoments(dimension));
  }

  /**
   * A Frechet distance with its uncertainty.
   *
   * @param distance the usual estimate, biased upwards in small sets
   * @param corrected the jackknife's estimate, without the bias of first order in 1/n
   * @param interval 95%, around the corrected estimate
   */
  public record Estimate(double distance, double corrected, Interval interval) {}

  /**
   * Adds one row.
   *
   * @param x its features
   * @param hash anything that spreads rows evenly and does not depend on their order
   * @return this
   */
  public FoldedMoments add(float[] x, long hash) {
    folds[(int) Long.remainderUnsigned(hash, FOLDS)].add(x);
    return this;
  }

  /**
   * Adds all rows of another state.
   *
   * @param other rows of the same width
   * @return this
   */
  public FoldedMoments merge(FoldedMoments other) {
    for (int i = 0; i < FOLDS; i++) {
      folds[i].merge(other.folds[i]);
    }
    return this;
  }

  /** The moments of all rows. */
  public FeatureMoments all() {
    return without(-1);
  }

  /** How many rows were added. */
  public long count() {
    return Arrays.stream(folds).mapToLong(FeatureMoments::count).sum();
  }

  /**
   * The distance of these rows to a reference.
   *
   * @param reference prepared moments of the reference
   * @return the estimate
   * @throws IllegalStateException with fewer than two rows outside some part
   */
  public Estimate distanceTo(FrechetDistance reference) {
    double distance = reference.from(all());
    double[] leftOut = new double[FOLDS];
    for (int i = 0; i < FOLDS; i++) {
      leftOut[i] = reference.from(without(i));
    }
    double mean = Arrays.stream(leftOut).average().orElseThrow();
    double squares = Arrays.stream(leftOut).map(d -> (d - mean) * (d - mean)).sum();
    double corrected = (FOLDS * distance) - ((FOLDS - 1) * mean);
    double half = STUDENT_97_5 * Math.sqrt(squares * (FOLDS - 1) / FOLDS);
    return new Estimate(
        distance,
        corrected,
        new Interval(Math.max(0, corrected - half), Math.max(0, corrected + half)));
  }

  /** The 97.5% quantile of Student's t with FOLDS - 1 = 9 degrees of freedom. */
  static final double STUDENT_97_5 = 2.2621571627409915;

  private FeatureMoments without(int left) {
    FeatureMoments sum = new FeatureMoments(folds[0].dimension());
    for (int i = 0; i < FOLDS; i++) {
      if (i != left) {
        sum.merge(folds[i]);
      }
    }
    return sum;
  }
}
