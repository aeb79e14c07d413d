package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.LowRankCovariance;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.projection.LeadingComponents;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.mixture.projection.ScatterProduct;
import java.util.Arrays;
import java.util.List;

/**
 * The start of low-rank covariances. All components start with the principal components of the rows
 * about the means of their clusters; one M-step then gives each component its own.
 */
final class LowRankStart {
  private LowRankStart() {}

  /**
   * The common start.
   *
   * @param sample the rows
   * @param assigned the cluster of each row
   * @param settings names the rank, the floor and the number of components
   * @param moments of the sample
   * @throws UserException if the rank is above d
   */
  static Covariance of(
      RowBlock sample,
      int[] assigned,
      MixtureSettings settings,
      Moments moments,
      MatrixKernel kernel) {
    int d = sample.dimension();
    int r = settings.rank();
    if (r > d) {
      throw new UserException("rank must be at most the " + d + " numbers of a row but was " + r);
    }
    RowBlock within = aboutMeans(sample, assigned, settings.components());
    Moments spread = Moments.emptyOfVariances(d);
    spread.add(within, kernel);
    double floor = settings.covarianceFloor() * moments.meanVariance();
    double[] parameters = new double[ArraySize.of("a component's factor", d, r + 1)];
    double[] variances = spread.variances();
    for (int i = 0; i < d; i++) {
      parameters[(d * r) + i] = Math.max(floor, variances[i]);
    }
    if (spread.meanVariance() > 0) {
      PrincipalComponents principal =
          LeadingComponents.of(
              spread, r, basis -> new ScatterProduct(basis).add(within, basis, kernel));
      addFactor(principal, floor, parameters);
    }
    double[][] all = new double[settings.components()][];
    Arrays.fill(all, parameters);
    return new LowRankCovariance(d, all);
  }

  /** W = V (Lambda - s2)^(1/2) (Tipping and Bishop 1999), and psi is the rest of each variance. */
  private static void addFactor(PrincipalComponents principal, double floor, double[] parameters) {
    int d = principal.inputDimension();
    int r = principal.count();
    List<double[]> components = Arrays.asList(principal.components());
    double[] variances = principal.variances();
    for (int a = 0; a < r; a++) {
      double above = variances[a] - principal.residualVariance();
      // a direction with no more variance than the residual must still be able to grow
      double length = Math.sqrt(Math.max(0.01 * variances[a], above));
      for (int i = 0; i < d; i++) {
        double w = length * components.get(a)[i];
        parameters[(i * r) + a] = w;
        parameters[(d * r) + i] -= w * w;
      }
    }
    for (int i = 0; i < d; i++) {
      parameters[(d * r) + i] = Math.max(floor, parameters[(d * r) + i]);
    }
  }

  private static RowBlock aboutMeans(RowBlock sample, int[] assigned, int clusters) {
    int d = sample.dimension();
    double[][] means = new double[clusters][d];
    double[] weights = new double[clusters];
    for (int r = 0; r < sample.rows(); r++) {
      weights[assigned[r]] += sample.weight(r);
      for (int i = 0; i < d; i++) {
        means[assigned[r]][i] += sample.weight(r) * sample.value(r, i);
      }
    }
    double[] centred = new double[ArraySize.of("the sampled rows", sample.rows(), d)];
    for (int at = 0; at < centred.length; at++) {
      int k = assigned[at / d];
      double mean = weights[k] > 0 ? means[k][at % d] / weights[k] : sample.values()[at];
      centred[at] = sample.values()[at] - mean;
    }
    return sample.withValues(d, centred);
  }
}
