package dev.isonomy.mixture.fit;

import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.CholeskyFactor;
import dev.isonomy.mixture.LowRankCovariance;
import java.util.Arrays;

/**
 * The M-step of a component whose covariance is of low rank plus diagonal (Ghahramani and Hinton
 * 1996, with the mean maximized first). Given S, the scatter over weight about the new mean, and B
 * = M^-1 W^T Psi^-1 of the previous W and Psi: W' = S B^T (M^-1 + B S B^T)^-1 and psi' = diag(S -
 * W' B S). S enters only as its diagonal and its product with the r rows of B.
 */
final class FactorAnalysis {
  private final int d;
  private final int r;
  private final double[] product; // S B^T, d x r
  private final double[] diagonal; // of S
  private final double[] moments; // M^-1 + B S B^T, r x r

  /**
   * Takes the sums of a component's rows about a common centre.
   *
   * @param previous the covariance that responsibilities came from
   * @param k the component
   * @param n the component's weight
   * @param mean of its rows, relative to the centre
   * @param second the sums of squares, then the r x d sums of (C x) x^T
   */
  FactorAnalysis(LowRankCovariance previous, int k, double n, double[] mean, double[] second) {
    this.d = previous.dimension();
    this.r = previous.rank();
    this.product = new double[ArraySize.of("a component's factor", d, r)];
    this.diagonal = new double[d];
    this.moments = new double[ArraySize.of("a low-rank core", r, r)];
    double[] c = previous.whitened(k);
    double[] meanAlong = new double[r]; // C m
    for (int a = 0; a < r; a++) {
      for (int i = 0; i < d; i++) {
        meanAlong[a] += c[(a * d) + i] * mean[i];
      }
    }
    // B^T = C^T L^-1, so that S B^T = (S C^T) L^-1: row by row a solve with L^T
    double[] row = new double[r];
    for (int i = 0; i < d; i++) {
      diagonal[i] = Math.max(0, (second[i] / n) - (mean[i] * mean[i]));
      for (int a = 0; a < r; a++) {
        row[a] = (second[d + (a * d) + i] / n) - (mean[i] * meanAlong[a]);
      }
      previous.core(k).solveUpper(row);
      System.arraycopy(row, 0, product, i * r, r);
    }
    addMoments(previous.core(k), c);
  }

  private void addMoments(CholeskyFactor core, double[] c) {
    double[] column = new double[r];
    for (int b = 0; b < r; b++) {
      Arrays.fill(column, 0);
      for (int a = 0; a < r; a++) { // C (S B^T), column b
        for (int i = 0; i < d; i++) {
          column[a] += c[(a * d) + i] * product[(i * r) + b];
        }
      }
      core.solveUpper(column); // B = L^-T C
      double[] unit = new double[r];
      unit[b] = 1;
      core.solveLower(unit);
      core.solveUpper(unit); // M^-1, column b
      for (int a = 0; a < r; a++) {
        moments[(a * r) + b] = column[a] + unit[a];
      }
    }
    for (int a = 0; a < r; a++) { // symmetric but for rounding
      for (int b = 0; b < a; b++) {
        double mean = 0.5 * (moments[(a * r) + b] + moments[(b * r) + a]);
        moments[(a * r) + b] = mean;
        moments[(b * r) + a] = mean;
      }
    }
  }

  /**
   * The next W and psi.
   *
   * @param floor the least psi
   * @return W, row-major, then psi: d (r + 1) numbers
   */
  double[] maximize(double floor) {
    CholeskyFactor factor = CholeskyFactor.withFloor(r, moments, 1e-12);
    double[] parameters = new double[ArraySize.of("a component's factor", d, r + 1)];
    double[] row = new double[r];
    for (int i = 0; i < d; i++) {
      System.arraycopy(product, i * r, row, 0, r);
      factor.solveLower(row);
      factor.solveUpper(row);
      double explained = 0;
      for (int a = 0; a < r; a++) {
        parameters[(i * r) + a] = row[a];
        explained += row[a] * product[(i * r) + a];
      }
      parameters[(d * r) + i] = Math.max(floor, diagonal[i] - explained);
    }
    return parameters;
  }
}
