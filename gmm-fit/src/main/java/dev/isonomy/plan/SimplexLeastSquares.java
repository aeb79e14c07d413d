package dev.isonomy.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * min ||P w - t||^2 over the simplex w >= 0, sum w = 1, exactly, by an active set.
 *
 * <p>This is the point of smallest norm in the convex hull of the columns P_k - t, which Wolfe's
 * algorithm finds in finitely many steps (<i>Finding the nearest point in a polytope</i>, Math.
 * Programming 11, 1976). The minimizer need not be unique: a ridge {@value #RIDGE} ||w - w0||^2
 * picks the one next to given weights w0 and makes every set of columns affinely independent.
 */
final class SimplexLeastSquares {
  /** Weight of the distance to the given weights; it moves P w by an amount of the same order. */
  static final double RIDGE = 1e-8;

  private static final double OPTIMALITY = 1e-13;
  private static final double POSITIVE = 1e-13;

  private final int n;
  private final double[][] gram; // inner products of the points (P_k - t, sqrt(ridge) (e_k - w0))
  private final double[] w;
  private final List<Integer> active = new ArrayList<>();

  private SimplexLeastSquares(double[][] p, double[] target, double[] near) {
    n = near.length;
    gram = new double[n][n];
    double nearSquares = 0;
    for (double each : near) {
      nearSquares += each * each;
    }
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = RIDGE * ((a == b ? 1 : 0) - near[a] - near[b] + nearSquares);
        for (int c = 0; c < target.length; c++) {
          sum += (p[c][a] - target[c]) * (p[c][b] - target[c]);
        }
        gram[a][b] = sum;
        gram[b][a] = sum;
      }
    }
    w = new double[n];
  }

  /**
   * Solves the problem.
   *
   * @param p [cell][component]
   * @param target one number per cell
   * @param near the weights to stay close to where there is a choice
   * @return one weight per component, at least 0, summing to 1
   */
  static double[] solve(double[][] p, double[] target, double[] near) {
    if (p.length != target.length || p[0].length != near.length) {
      throw new IllegalArgumentException("P must have one row per cell and one column per weight");
    }
    return new SimplexLeastSquares(p, target, near).run();
  }

  private double[] run() {
    int first = 0;
    for (int k = 1; k < n; k++) {
      if (gram[k][k] < gram[first][first]) {
        first = k;
      }
    }
    active.add(first);
    w[first] = 1;
    int limit =
        50 + (20 * n); // Wolfe's algorithm is finite; this guards against cycling by rounding
    for (int step = 0; step < limit; step++) {
      double[] product = timesGram(w);
      double norm = dot(w, product); // |x|^2
      int entering = -1;
      double least = norm - (OPTIMALITY * Math.max(1, norm));
      for (int k = 0; k < n; k++) {
        if (product[k] < least && !active.contains(k)) {
          least = product[k];
          entering = k;
        }
      }
      if (entering < 0) {
        break;
      }
      active.add(entering);
      minimizeOverActive();
    }
    double sum = Arrays.stream(w).sum();
    for (int k = 0; k < n; k++) {
      w[k] /= sum;
    }
    return w;
  }

  /** Moves w to the minimum over the simplex of the active points, dropping those that leave it. */
  private void minimizeOverActive() {
    while (true) {
      double[] v = affineMinimum();
      double step = 1;
      for (int i = 0; i < v.length; i++) {
        double current = w[active.get(i)];
        if (v[i] <= POSITIVE && current - v[i] > 0) {
          step = Math.min(step, current / (current - v[i]));
        }
      }
      for (int i = 0; i < v.length; i++) {
        int k = active.get(i);
        w[k] = Math.max(0, w[k] + (step * (v[i] - w[k])));
      }
      if (step >= 1) {
        return;
      }
      int before = active.size();
      active.removeIf(k -> w[k] <= POSITIVE);
      for (int k = 0; k < n; k++) {
        if (!active.contains(k)) {
          w[k] = 0;
        }
      }
      if (active.size() == before || active.size() == 1) {
        if (active.size() == 1) {
          w[active.get(0)] = 1;
        }
        return;
      }
    }
  }

  /** The weights, of any sign, that sum to 1 and minimize the norm over the active points. */
  private double[] affineMinimum() {
    int m = active.size();
    // G v = 1, then scaled; G + 1 1^T has the same solution and is better conditioned
    double[][] a = new double[m][m + 1];
    double scale = 0;
    for (int i = 0; i < m; i++) {
      scale = Math.max(scale, gram[active.get(i)][active.get(i)]);
    }
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        a[i][j] = gram[active.get(i)][active.get(j)] + scale;
      }
      a[i][m] = 1;
    }
    double[] v = eliminate(a);
    double sum = Arrays.stream(v).sum();
    for (int i = 0; i < m; i++) {
      v[i] /= sum;
    }
    return v;
  }

  private static double[] eliminate(double[][] a) {
    int m = a.length;
    for (int i = 0; i < m; i++) {
      int pivot = i;
      for (int r = i + 1; r < m; r++) {
        if (Math.abs(a[r][i]) > Math.abs(a[pivot][i])) {
          pivot = r;
        }
      }
      double[] swap = a[i];
      a[i] = a[pivot];
      a[pivot] = swap;
      for (int r = i + 1; r < m; r++) {
        double factor = a[r][i] / a[i][i];
        for (int j = i; j <= m; j++) {
          a[r][j] -= factor * a[i][j];
        }
      }
    }
    double[] v = new double[m];
    for (int i = m - 1; i >= 0; i--) {
      double sum = a[i][m];
      for (int j = i + 1; j < m; j++) {
        sum -= a[i][j] * v[j];
      }
      v[i] = sum / a[i][i];
    }
    return v;
  }

  private double[] timesGram(double[] x) {
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = dot(gram[i], x);
    }
    return out;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
