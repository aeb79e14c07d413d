package dev.isonomy.bench;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.Responsibilities;
import java.util.Iterator;

/** The adjusted Rand index (Hubert and Arabie 1985) of a clustering against the truth. */
final class RandIndex {
  private RandIndex() {}

  /** Of the most probable components of all rows. */
  static double of(ClusteredRows data, GaussianMixture mixture) {
    double[][] counts = new double[data.k()][mixture.componentCount()];
    Responsibilities step = Responsibilities.of(mixture, new double[data.d()]);
    Iterator<double[]> rows = data.rows(0, data.n());
    for (long row = 0; rows.hasNext(); row++) {
      counts[data.component(row)][most(step.ofRow(rows.next()))]++;
    }
    return of(counts);
  }

  private static int most(double[] shares) {
    int most = 0;
    for (int k = 1; k < shares.length; k++) {
      if (shares[k] > shares[most]) {
        most = k;
      }
    }
    return most;
  }

  /** Of a table that counts rows by true and found cluster. */
  static double of(double[][] counts) {
    double[] columns = new double[counts[0].length];
    double total = 0;
    double pairs = 0;
    double rowPairs = 0;
    double columnPairs = 0;
    for (double[] row : counts) {
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        sum += row[j];
        columns[j] += row[j];
        pairs += pairs(row[j]);
      }
      rowPairs += pairs(sum);
      total += sum;
    }
    for (double column : columns) {
      columnPairs += pairs(column);
    }
    double expected = rowPairs * columnPairs / pairs(total);
    double most = (rowPairs + columnPairs) / 2;
    return most == expected ? 1 : (pairs - expected) / (most - expected);
  }

  private static double pairs(double count) {
    return count * (count - 1) / 2;
  }
}
