package dev.isonomy.metric;

import dev.isonomy.linalg.SymmetricEigen;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A judge's labels corrected for its errors, or the reason why they cannot be.
 *
 * <p>C^-1 multiplies noise by up to 1 / s_min, the smallest singular value of C. C itself is only
 * known from so many images: if s_min is not above the spectral norm that sampling alone gives ||C'
 * - C|| in 95% of the cases, C may as well be singular (Weyl: singular values move by no more than
 * that norm), and any shares would fit the labels. The same holds if the interval of a cell's share
 * is longer than [0, 1]. Then the shares are <i>not identifiable</i>, and none are given: the
 * projection of such noise to the simplex says that one cell has everything.
 *
 * @param balance of the true cells, where they are identifiable
 * @param conditionNumber s_max / s_min of C, where C is known; infinite if it is singular
 * @param reason why there is no balance; empty if there is one
 */
public record Correction(
    Optional<BootstrappedBalance> balance, OptionalDouble conditionNumber, String reason) {
  private static final int DRAWS = 100;

  /** Half of an interval as long as [0, 1]. */
  private static final double LONGEST_HALF = 0.5;

  /**
   * Corrects labels.
   *
   * @param labels at least one
   * @param confusion of the judge, of the same cells
   * @param target the wanted shares
   * @param seed of what is simulated
   * @return the correction
   */
  public static Correction of(
      LabelledStrata labels, ConfusionMatrix confusion, double[] target, long seed) {
    if (!confusion.isComplete()) {
      return none(OptionalDouble.empty(), "not identifiable: the references lack some cells");
    }
    double[][] c = confusion.probabilities();
    double[] singular = singularValues(c);
    double least = singular[0];
    double condition = least > 0 ? singular[singular.length - 1] / least : Double.POSITIVE_INFINITY;
    if (least <= samplingNorm(confusion, c, seed)) {
      return none(OptionalDouble.of(condition), unidentifiable(condition));
    }
    try {
      SharesEstimate estimate = SharesEstimate.ofTruth(labels, confusion);
      for (int cell = 0; cell < target.length; cell++) {
        if (Interval.Z_95 * Math.sqrt(estimate.covariance()[cell][cell]) > LONGEST_HALF) {
          return none(OptionalDouble.of(condition), unidentifiable(condition));
        }
      }
      return new Correction(
          Optional.of(BootstrappedBalance.ofTruth(labels, confusion, target, seed)),
          OptionalDouble.of(condition),
          "");
    } catch (ArithmeticException singularAfterAll) {
      return none(OptionalDouble.of(condition), unidentifiable(condition));
    }
  }

  /** No correction, for a reason that has nothing to do with the judge's errors. */
  public static Correction none(String reason) {
    return none(OptionalDouble.empty(), reason);
  }

  private static Correction none(OptionalDouble condition, String reason) {
    return new Correction(Optional.empty(), condition, reason);
  }

  private static String unidentifiable(double condition) {
    return "not identifiable: the labels do not tell the cells apart (condition number of the"
        + " confusion matrix "
        + (condition < 1e6 ? String.format(Locale.ROOT, "%.3g", condition) : "infinite")
        + ")";
  }

  /** Ascending. */
  private static double[] singularValues(double[][] matrix) {
    double[] squares =
        SymmetricEigen.of(LinearSystem.multiply(LinearSystem.transposed(matrix), matrix)).values();
    return Arrays.stream(squares).map(value -> Math.sqrt(Math.max(0, value))).toArray();
  }

  /** The 95th percentile of ||C' - C||, with C' estimated from as many images as C. */
  private static double samplingNorm(ConfusionMatrix confusion, double[][] c, long seed) {
    int k = c.length;
    double[] norms = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      RandomStream random = RandomStream.of(seed, 4, draw, Purpose.SUBSAMPLE);
      double[][] error = new double[k][k];
      for (int truth = 0; truth < k; truth++) {
        double[] column = new double[k];
        for (int label = 0; label < k; label++) {
          column[label] = c[label][truth];
        }
        double[] drawn = Multinomial.shares(column, confusion.truthCount(truth), random);
        for (int label = 0; label < k; label++) {
          error[label][truth] = drawn[label] - c[label][truth];
        }
      }
      double[] values = singularValues(error);
      norms[draw] = values[k - 1];
    }
    Arrays.sort(norms);
    return Interval.quantile(norms, 0.95);
  }
}
