package dev.isonomy.metric;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Shares of the cells behind a judge's labels, with how uncertain they are.
 *
 * <p><b>The sampling model.</b> Group s of the set ({@link LabelledStrata}) has n_s images, a share
 * w_s = n_s / N of all. Its images are truly of cell j with probability E[s, j] (the labeler's
 * errors, where the groups are quotas), and the judge gives an image of true cell j the label i
 * with probability C[i, j], whatever its group. So the labels of group s are multinomial with the
 * probabilities m_s = C E_s, and the shares p = sum_s w_s E_s, which are what is asked for, are
 *
 * <pre>p = C^-1 sum_s w_s m_s</pre>
 *
 * <p>C is known from M_j images of each true cell j alone. By the delta method the estimate has the
 * covariance
 *
 * <pre>
 * V = C^-1 [ sum_s w_s^2 (diag m_s - m_s m_s^T) / n_s
 *            + sum_j p_j^2 (diag C_j - C_j C_j^T) / M_j ] C^-T
 * </pre>
 *
 * <p>Without a confusion matrix C is the identity and the second sum vanishes: then shares and
 * intervals are those of the judge's labels, and not of the truth. In each group and each column of
 * C, {@link #UNSEEN_ERRORS} / K errors are added that were not seen, so that a judge who happened
 * to make no error is not taken for one who never does.
 *
 * <p>The interval of a cell's share is the central 95% of {@link #DRAWS} draws of all m_s and C_j
 * from the Dirichlet distributions that the counts and half an error give (Jeffreys' prior on right
 * and wrong; Brown, Cai and DasGupta, <i>Interval Estimation for a Binomial Proportion</i>, 2001):
 * errors are few, and their number is skewed.
 *
 * <p>The model leaves out that the judge may err on the same images as the labeler. Where it does,
 * the set is further from its labels than any interval here says.
 */
public final class SharesEstimate {
  /** Draws behind an interval: its ends are then within about a tenth of its width. */
  static final int DRAWS = 400;

  /** Errors that are added to all groups together. */
  private static final double UNSEEN_ERRORS = 1;

  /** Half an error: Jeffreys' prior. */
  private static final double PRIOR = 0.5;

  private final LabelledStrata labels;
  private final Optional<ConfusionMatrix> confusion;
  private final double[] shares;
  private final double[][] inverse;
  private final double[][] covariance;

  private SharesEstimate(LabelledStrata labels, Optional<ConfusionMatrix> confusion) {
    this.labels = labels;
    this.confusion = confusion;
    this.inverse =
        confusion.map(c -> LinearSystem.inverse(c.probabilities())).orElseGet(this::identity);
    this.shares = LinearSystem.multiply(inverse, Balance.shares(labels.labelCounts()));
    this.covariance = sandwich(ofLabels());
  }

  /**
   * Shares of the judge's labels as they are.
   *
   * @param labels at least one
   * @return the estimate
   */
  public static SharesEstimate ofLabels(LabelledStrata labels) {
    return new SharesEstimate(labels, Optional.empty());
  }

  /**
   * Shares of the true cells.
   *
   * @param labels at least one
   * @param confusion of the judge, counted on images whose truth is known; every cell seen
   * @return the estimate
   * @throws ArithmeticException if the matrix is singular
   */
  public static SharesEstimate ofTruth(LabelledStrata labels, ConfusionMatrix confusion) {
    return new SharesEstimate(labels, Optional.of(confusion));
  }

  /** The estimated shares; they sum to 1, and with a correction some may be below 0. */
  public double[] shares() {
    return shares.clone();
  }

  /** The covariance V of the estimate, K x K; not a copy. */
  double[][] covariance() {
    return covariance;
  }

  private double[][] identity() {
    double[][] identity = new double[labels.cells()][labels.cells()];
    for (int i = 0; i < identity.length; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  /** The covariance of the labels' shares, calibration included. */
  private double[][] ofLabels() {
    double[][] sum = new double[labels.cells()][labels.cells()];
    double all = labels.images();
    for (int s = 0; s < labels.strata(); s++) {
      long images = labels.images(s);
      if (images > 0) {
        int right = labels.isByQuota() ? s : -1;
        double[] m = smoothed(labels.labels(s), right, UNSEEN_ERRORS / labels.strata());
        addMultinomial(sum, m, images / all * (images / all) / images);
      }
    }
    confusion.ifPresent(
        matrix -> {
          for (int truth = 0; truth < matrix.size(); truth++) {
            double p = Math.max(0, shares[truth]);
            double[] column = smoothed(matrix.counts(truth), truth, UNSEEN_ERRORS / matrix.size());
            addMultinomial(sum, column, p * p / matrix.truthCount(truth));
          }
        });
    return sum;
  }

  /** Probabilities from counts, with so many more errors than were seen; none if right is -1. */
  private static double[] smoothed(long[] counts, int right, double errors) {
    double all = Arrays.stream(counts).sum();
    double[] p = new double[counts.length];
    for (int i = 0; i < p.length; i++) {
      double added =
          right < 0 || p.length == 1 ? 0 : i == right ? -errors : errors / (p.length - 1);
      p[i] = Math.max(0, counts[i] + added) / all;
    }
    return p;
  }

  private static void addMultinomial(double[][] sum, double[] p, double factor) {
    for (int i = 0; i < p.length; i++) {
      for (int j = 0; j < p.length; j++) {
        sum[i][j] += factor * ((i == j ? p[i] : 0) - (p[i] * p[j]));
      }
    }
  }

  private double[][] sandwich(double[][] middle) {
    return LinearSystem.multiply(
        LinearSystem.multiply(inverse, middle), LinearSystem.transposed(inverse));
  }

  /**
   * The 95% interval of each cell's share, within [0, 1].
   *
   * @param seed of the draws
   * @return K intervals
   */
  public List<Interval> intervals(long seed) {
    int k = labels.cells();
    double[][] drawn = new double[k][DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      RandomStream random = RandomStream.of(seed, 2, draw, Purpose.SUBSAMPLE);
      double[] p = drawn(random);
      for (int cell = 0; cell < k; cell++) {
        drawn[cell][draw] = Math.min(1, Math.max(0, p[cell]));
      }
    }
    List<Interval> intervals = new ArrayList<>();
    for (double[] values : drawn) {
      intervals.add(Interval.central(values));
    }
    return intervals;
  }

  private double[] drawn(RandomStream random) {
    double[] m = new double[labels.cells()];
    double all = labels.images();
    for (int s = 0; s < labels.strata(); s++) {
      long images = labels.images(s);
      if (images > 0) {
        double[] p = Dirichlet.draw(prior(labels.labels(s), labels.isByQuota() ? s : -1), random);
        for (int i = 0; i < m.length; i++) {
          m[i] += images / all * p[i];
        }
      }
    }
    if (confusion.isEmpty()) {
      return m;
    }
    ConfusionMatrix matrix = confusion.orElseThrow();
    double[][] c = new double[m.length][m.length];
    for (int truth = 0; truth < m.length; truth++) {
      double[] column = Dirichlet.draw(prior(matrix.counts(truth), truth), random);
      for (int label = 0; label < m.length; label++) {
        c[label][truth] = column[label];
      }
    }
    return LinearSystem.solve(c, m);
  }

  /** Half an image right and half an image wrong, or half an image of each cell if none is. */
  private static double[] prior(long[] counts, int right) {
    double[] alpha = new double[counts.length];
    for (int i = 0; i < alpha.length; i++) {
      boolean wrong = right >= 0 && i != right;
      alpha[i] = counts[i] + (wrong ? PRIOR / (alpha.length - 1) : PRIOR);
    }
    return alpha;
  }
}
