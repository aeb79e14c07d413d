package dev.isonomy.metric;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * How often a labeler gives each label to images of each true class, counted on images whose truth
 * is known. Immutable.
 *
 * <p>With C[i, j] = P(label i | truth j), labels of a set with true shares p have the expected
 * shares C p. {@link #corrected} solves that for p: the K-class form of CLEAM (Teo, Abdollahzadeh,
 * Cheung, <i>On Measuring Fairness in Generative Models</i>, NeurIPS 2023), whose binary form is
 * p_0 = (m - (1 - a_1)) / (a_0 + a_1 - 1).
 */
public final class ConfusionMatrix {
  private final long[][] counts;

  private ConfusionMatrix(long[][] counts) {
    this.counts = counts;
  }

  /**
   * A matrix of counts.
   *
   * @param counts counts[truth][label], square, non-negative
   * @return the matrix
   * @throws IllegalArgumentException if it is not square or a count is negative
   */
  public static ConfusionMatrix ofCounts(long[][] counts) {
    long[][] copy = new long[counts.length][];
    for (int truth = 0; truth < counts.length; truth++) {
      copy[truth] = counts[truth].clone();
      if (copy[truth].length != counts.length) {
        throw new IllegalArgumentException(
            "a confusion matrix must be square but row " + truth + " has " + copy[truth].length);
      }
      if (Arrays.stream(copy[truth]).anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException("counts must not be negative in row " + truth);
      }
    }
    return new ConfusionMatrix(copy);
  }

  /**
   * The same images in fewer classes.
   *
   * @param merged the new class of each old one, in [0, classes)
   * @param classes how many new classes there are
   * @return the matrix of new classes
   */
  public ConfusionMatrix mapped(IntUnaryOperator merged, int classes) {
    long[][] sums = new long[classes][classes];
    for (int truth = 0; truth < counts.length; truth++) {
      for (int label = 0; label < counts.length; label++) {
        sums[merged.applyAsInt(truth)][merged.applyAsInt(label)] += counts[truth][label];
      }
    }
    return new ConfusionMatrix(sums);
  }

  /** How many classes there are. */
  public int size() {
    return counts.length;
  }

  /** How many images of a true class were given a label. */
  public long count(int truth, int label) {
    return counts[truth][label];
  }

  /** The labels of a true class's images; not a copy. */
  long[] counts(int truth) {
    return counts[truth];
  }

  /** How many images of a true class there are. */
  public long truthCount(int truth) {
    return Arrays.stream(counts[truth]).sum();
  }

  /** The share of all images whose label is the truth. */
  public double accuracy() {
    long right = 0;
    long all = 0;
    for (int truth = 0; truth < counts.length; truth++) {
      right += counts[truth][truth];
      all += truthCount(truth);
    }
    return all == 0 ? 0 : (double) right / all;
  }

  /** The share of a true class's images whose label is the truth; 0 without images. */
  public double recall(int truth) {
    long all = truthCount(truth);
    return all == 0 ? 0 : (double) counts[truth][truth] / all;
  }

  /** Whether every true class was seen, so that {@link #corrected} can be asked for. */
  public boolean isComplete() {
    for (int truth = 0; truth < counts.length; truth++) {
      if (truthCount(truth) == 0) {
        return false;
      }
    }
    return counts.length > 0;
  }

  /**
   * The probabilities C[label][truth] = P(label | truth); each truth's column sums to 1.
   *
   * @return a K x K matrix
   * @throws IllegalStateException if a true class was never seen
   */
  public double[][] probabilities() {
    if (!isComplete()) {
      throw new IllegalStateException("every true class must have been seen");
    }
    double[][] c = new double[counts.length][counts.length];
    for (int truth = 0; truth < counts.length; truth++) {
      double all = truthCount(truth);
      for (int label = 0; label < counts.length; label++) {
        c[label][truth] = counts[truth][label] / all;
      }
    }
    return c;
  }

  /**
   * The true shares behind labelled ones: C^-1 p, projected to the simplex.
   *
   * @param labelled observed shares of the labels, summing to 1
   * @return shares that are non-negative and sum to 1
   * @throws IllegalStateException if a true class was never seen
   * @throws ArithmeticException if C is singular: the labels do not tell the classes apart
   */
  public double[] corrected(double[] labelled) {
    return Simplex.project(LinearSystem.solve(probabilities(), labelled));
  }
}
