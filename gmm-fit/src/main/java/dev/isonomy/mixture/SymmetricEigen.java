package dev.isonomy.mixture;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to tridiagonal form
 * and the implicit QL method (Martin, Reinsch and Wilkinson 1968; Golub and Van Loan, section 8.3).
 */
final class SymmetricEigen {
  private static final int MOST_SWEEPS = 60;

  private final int n;
  private final double[] v; // n x n; its columns become the eigenvectors
  private final double[] d; // diagonal, then eigenvalues
  private final double[] e; // beside the diagonal

  private SymmetricEigen(int n, double[] matrix) {
    this.n = n;
    this.v = matrix.clone();
    this.d = new double[n];
    this.e = new double[n];
  }

  /** Eigenvalues in no order, and the eigenvectors as columns of an n x n matrix. */
  record Result(double[] values, double[] vectors) {}

  static Result of(int n, double[] matrix) {
    SymmetricEigen eigen = new SymmetricEigen(n, matrix);
    eigen.tridiagonalize();
    eigen.iterate();
    return new Result(eigen.d, eigen.v);
  }

  private void tridiagonalize() {
    for (int i = n - 1; i > 0; i--) {
      int l = i - 1;
      double h = 0;
      double scale = 0;
      for (int k = 0; k <= l && l > 0; k++) {
        scale += Math.abs(v[(i * n) + k]);
      }
      if (l == 0 || scale == 0) {
        e[i] = v[(i * n) + l];
        d[i] = 0;
        continue;
      }
      for (int k = 0; k <= l; k++) {
        v[(i * n) + k] /= scale;
        h += v[(i * n) + k] * v[(i * n) + k];
      }
      double f = v[(i * n) + l];
      double g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      v[(i * n) + l] = f - g;
      reflect(i, l, h);
      d[i] = h;
    }
    d[0] = 0;
    e[0] = 0;
    accumulate();
  }

  private void reflect(int i, int l, double h) {
    double f = 0;
    for (int j = 0; j <= l; j++) {
      v[(j * n) + i] = v[(i * n) + j] / h;
      double g = 0;
      for (int k = 0; k <= j; k++) {
        g += v[(j * n) + k] * v[(i * n) + k];
      }
      for (int k = j + 1; k <= l; k++) {
        g += v[(k * n) + j] * v[(i * n) + k];
      }
      e[j] = g / h;
      f += e[j] * v[(i * n) + j];
    }
    double hh = f / (h + h);
    for (int j = 0; j <= l; j++) {
      double fj = v[(i * n) + j];
      double g = e[j] - (hh * fj);
      e[j] = g;
      for (int k = 0; k <= j; k++) {
        v[(j * n) + k] -= (fj * e[k]) + (g * v[(i * n) + k]);
      }
    }
  }

  private void accumulate() {
    for (int i = 0; i < n; i++) {
      if (d[i] != 0) {
        double[] products = new double[i];
        for (int k = 0; k < i; k++) {
          double factor = v[(i * n) + k];
          for (int j = 0; j < i; j++) {
            products[j] += factor * v[(k * n) + j];
          }
        }
        for (int k = 0; k < i; k++) {
          double factor = v[(k * n) + i];
          for (int j = 0; j < i; j++) {
            v[(k * n) + j] -= products[j] * factor;
          }
        }
      }
      d[i] = v[(i * n) + i];
      v[(i * n) + i] = 1;
      for (int j = 0; j < i; j++) {
        v[(j * n) + i] = 0;
        v[(i * n) + j] = 0;
      }
    }
  }

  private void iterate() {
    for (int i = 1; i < n; i++) {
      e[i - 1] = e[i];
    }
    e[n - 1] = 0;
    for (int l = 0; l < n; l++) {
      for (int sweep = 0; ; sweep++) {
        int m = l;
        while (m < n - 1) {
          double size = Math.abs(d[m]) + Math.abs(d[m + 1]);
          if (Math.abs(e[m]) <= Math.ulp(1.0) * size) {
            break;
          }
          m++;
        }
        if (m == l) {
          break;
        }
        if (sweep == MOST_SWEEPS) {
          throw new IllegalArgumentException("the matrix has entries that are not finite");
        }
        sweep(l, m);
      }
    }
  }

  private void sweep(int l, int m) {
    double g = (d[l + 1] - d[l]) / (2 * e[l]);
    double r = Math.hypot(g, 1);
    g = d[m] - d[l] + (e[l] / (g + Math.copySign(r, g)));
    double s = 1;
    double c = 1;
    double p = 0;
    for (int i = m - 1; i >= l; i--) {
      double f = s * e[i];
      double b = c * e[i];
      r = Math.hypot(f, g);
      e[i + 1] = r;
      if (r == 0) {
        d[i + 1] -= p;
        e[m] = 0;
        return;
      }
      s = f / r;
      c = g / r;
      g = d[i + 1] - p;
      r = ((d[i] - g) * s) + (2 * c * b);
      p = s * r;
      d[i + 1] = g + p;
      g = (c * r) - b;
      for (int k = 0; k < n; k++) {
        double next = v[(k * n) + i + 1];
        v[(k * n) + i + 1] = (s * v[(k * n) + i]) + (c * next);
        v[(k * n) + i] = (c * v[(k * n) + i]) - (s * next);
      }
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0;
  }
}
