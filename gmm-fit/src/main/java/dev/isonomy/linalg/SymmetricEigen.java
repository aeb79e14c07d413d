package dev.isonomy.linalg;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix: Householder reduction to tridiagonal
 * form, then the implicit QL iteration. After Bowdler, Martin, Reinsch and Wilkinson, <i>Handbook
 * for Automatic Computation II</i>, 1971 (tred2 and tql2), and their public domain form in JAMA.
 */
public final class SymmetricEigen {
  private static final double EPSILON = 0x1.0p-52;

  private final int n;
  private final double[] d;
  private final double[] e;
  private final double[][] v;

  private SymmetricEigen(double[][] matrix) {
    n = matrix.length;
    d = new double[n];
    e = new double[n];
    v = new double[n][];
    for (int i = 0; i < n; i++) {
      v[i] = matrix[i].clone();
    }
  }

  /**
   * Decomposes A = V diag(values) V^T.
   *
   * @param matrix symmetric, n x n, finite; not changed
   * @return the eigenvalues and eigenvectors
   * @throws IllegalArgumentException if an entry is not finite
   */
  public static SymmetricEigen of(double[][] matrix) {
    SymmetricEigen eigen = new SymmetricEigen(matrix);
    double largest = largest(matrix);
    if (largest > 0) {
      eigen.scale(1 / largest); // squares of very small or large numbers would under- or overflow
      eigen.tridiagonalize();
      eigen.iterate();
      for (int i = 0; i < eigen.n; i++) {
        eigen.d[i] *= largest;
      }
    } else {
      for (int i = 0; i < eigen.n; i++) {
        eigen.v[i][i] = 1;
      }
    }
    return eigen;
  }

  private static double largest(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      for (double entry : row) {
        if (!Double.isFinite(entry)) {
          throw new IllegalArgumentException("a matrix must be finite but holds " + entry);
        }
        largest = Math.max(largest, Math.abs(entry));
      }
    }
    return largest < Double.MIN_NORMAL ? 0 : largest;
  }

  private void scale(double factor) {
    for (double[] row : v) {
      for (int j = 0; j < n; j++) {
        row[j] *= factor;
      }
    }
  }

  /** The n eigenvalues, ascending; not a copy. */
  public double[] values() {
    return d;
  }

  /**
   * The orthonormal eigenvectors as columns: {@code vectors()[row][i]} belongs to {@code
   * values()[i]}; not a copy.
   */
  public double[][] vectors() {
    return v;
  }

  private void tridiagonalize() {
    System.arraycopy(v[n - 1], 0, d, 0, n);
    for (int i = n - 1; i > 0; i--) {
      reduceRow(i);
    }
    for (int i = 0; i < n - 1; i++) {
      accumulate(i);
    }
    for (int j = 0; j < n; j++) {
      d[j] = v[n - 1][j];
      v[n - 1][j] = 0;
    }
    v[n - 1][n - 1] = 1;
    e[0] = 0;
  }

  private void reduceRow(int i) {
    double scale = 0;
    double h = 0;
    for (int k = 0; k < i; k++) {
      scale += Math.abs(d[k]);
    }
    if (scale == 0) {
      e[i] = d[i - 1];
      for (int j = 0; j < i; j++) {
        d[j] = v[i - 1][j];
        v[i][j] = 0;
        v[j][i] = 0;
      }
      d[i] = 0;
      return;
    }
    for (int k = 0; k < i; k++) {
      d[k] /= scale;
      h += d[k] * d[k];
    }
    double f = d[i - 1];
    double g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
    e[i] = scale * g;
    h -= f * g;
    d[i - 1] = f - g;
    for (int j = 0; j < i; j++) {
      e[j] = 0;
    }
    reflect(i, h);
    d[i] = h;
  }

  private void reflect(int i, double h) {
    for (int j = 0; j < i; j++) {
      double f = d[j];
      v[j][i] = f;
      double g = e[j] + (v[j][j] * f);
      for (int k = j + 1; k <= i - 1; k++) {
        g += v[k][j] * d[k];
        e[k] += v[k][j] * f;
      }
      e[j] = g;
    }
    double f = 0;
    for (int j = 0; j < i; j++) {
      e[j] /= h;
      f += e[j] * d[j];
    }
    double hh = f / (h + h);
    for (int j = 0; j < i; j++) {
      e[j] -= hh * d[j];
    }
    for (int j = 0; j < i; j++) {
      double fj = d[j];
      double gj = e[j];
      for (int k = j; k <= i - 1; k++) {
        v[k][j] -= (fj * e[k]) + (gj * d[k]);
      }
      d[j] = v[i - 1][j];
      v[i][j] = 0;
    }
  }

  private void accumulate(int i) {
    v[n - 1][i] = v[i][i];
    v[i][i] = 1;
    double h = d[i + 1];
    if (h != 0) {
      for (int k = 0; k <= i; k++) {
        d[k] = v[k][i + 1] / h;
      }
      double[] g = new double[i + 1];
      for (int k = 0; k <= i; k++) {
        double top = v[k][i + 1];
        for (int j = 0; j <= i; j++) {
          g[j] += top * v[k][j];
        }
      }
      for (int k = 0; k <= i; k++) {
        for (int j = 0; j <= i; j++) {
          v[k][j] -= g[j] * d[k];
        }
      }
    }
    for (int k = 0; k <= i; k++) {
      v[k][i + 1] = 0;
    }
  }

  private void iterate() {
    System.arraycopy(e, 1, e, 0, n - 1);
    e[n - 1] = 0;
    double shift = 0;
    double largest = 0;
    for (int l = 0; l < n; l++) {
      largest = Math.max(largest, Math.abs(d[l]) + Math.abs(e[l]));
      int m = l;
      while (m < n - 1 && Math.abs(e[m]) > EPSILON * largest) {
        m++;
      }
      if (m > l) {
        do {
          shift += implicitShift(l);
          chase(l, m);
        } while (Math.abs(e[l]) > EPSILON * largest);
      }
      d[l] += shift;
      e[l] = 0;
    }
    sort();
  }

  /** Puts the eigenvalues, and their vectors with them, into ascending order. */
  private void sort() {
    for (int i = 0; i < n - 1; i++) {
      int least = i;
      for (int j = i + 1; j < n; j++) {
        least = d[j] < d[least] ? j : least;
      }
      double value = d[least];
      d[least] = d[i];
      d[i] = value;
      for (double[] row : v) {
        double entry = row[least];
        row[least] = row[i];
        row[i] = entry;
      }
    }
  }

  private double nextDiagonal;
  private double nextOffDiagonal;

  private double implicitShift(int l) {
    double g = d[l];
    double p = (d[l + 1] - g) / (2 * e[l]);
    double r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
    d[l] = e[l] / (p + r);
    d[l + 1] = e[l] * (p + r);
    nextDiagonal = d[l + 1];
    nextOffDiagonal = e[l + 1];
    double h = g - d[l];
    for (int i = l + 2; i < n; i++) {
      d[i] -= h;
    }
    return h;
  }

  private void chase(int l, int m) {
    double p = d[m];
    double c = 1;
    double c2 = 1;
    double c3 = 1;
    double s = 0;
    double s2 = 0;
    for (int i = m - 1; i >= l; i--) {
      c3 = c2;
      c2 = c;
      s2 = s;
      double g = c * e[i];
      double h = c * p;
      double r = Math.hypot(p, e[i]);
      e[i + 1] = s * r;
      s = e[i] / r;
      c = p / r;
      p = (c * d[i]) - (s * g);
      d[i + 1] = h + (s * ((c * g) + (s * d[i])));
      rotate(i, c, s);
    }
    p = -s * s2 * c3 * nextOffDiagonal * e[l] / nextDiagonal;
    e[l] = s * p;
    d[l] = c * p;
  }

  private void rotate(int i, double c, double s) {
    for (double[] row : v) {
      double h = row[i + 1];
      row[i + 1] = (s * row[i]) + (c * h);
      row[i] = (c * row[i]) - (s * h);
    }
  }
}
