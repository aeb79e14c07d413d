package dev.isonomy.mixture.selection;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.RowBlock;
import java.io.Serializable;

/** Scores a mixture by rows that its fit did not see. */
public sealed interface RowScorer extends Serializable {
  /** Whether the row can be scored. */
  boolean applies(RowBlock block, int row);

  /**
   * The row's score.
   *
   * @param block the rows
   * @param row the row's index in the block
   * @return larger is better
   */
  double score(RowBlock block, int row);

  /**
   * The log density in nats.
   *
   * @param mixture the mixture
   */
  record LogDensity(GaussianMixture mixture) implements RowScorer {
    @Override
    public boolean applies(RowBlock block, int row) {
      return true;
    }

    @Override
    public double score(RowBlock block, int row) {
      return mixture.logDensity(block.row(row));
    }
  }

  /**
   * The responsibility of the components whose majority is of the row's cell.
   *
   * @param mixture the mixture
   * @param majority the cell that has the most of each component, {@value RowBlock#NO_CELL} where
   *     no labelled row fell into it
   */
  record Purity(GaussianMixture mixture, int[] majority) implements RowScorer {
    /**
     * Finds the majorities.
     *
     * @param mixture the mixture
     * @param counts of labelled rows, [cell][component], from the rows of the fit
     * @return the scorer
     */
    public static Purity of(GaussianMixture mixture, double[][] counts) {
      int[] majority = new int[mixture.componentCount()];
      for (int k = 0; k < majority.length; k++) {
        majority[k] = RowBlock.NO_CELL;
        double most = 0;
        for (int c = 0; c < counts.length; c++) {
          if (counts[c][k] > most) {
            most = counts[c][k];
            majority[k] = c;
          }
        }
      }
      return new Purity(mixture, majority);
    }

    @Override
    public boolean applies(RowBlock block, int row) {
      return block.cell(row) != RowBlock.NO_CELL;
    }

    @Override
    public double score(RowBlock block, int row) {
      double[] log = new double[majority.length];
      mixture.logResponsibilities(block.row(row), log);
      double sum = 0;
      for (int k = 0; k < log.length; k++) {
        sum += majority[k] == block.cell(row) ? Math.exp(log[k]) : 0;
      }
      return sum;
    }
  }
}
