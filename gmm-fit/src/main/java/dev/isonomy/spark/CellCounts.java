package dev.isonomy.spark;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.Responsibilities;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.RowBlock;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/** Responsibilities of components summed over the rows of each cell. */
final class CellCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int components;
  private final TreeMap<Integer, double[]> byCell = new TreeMap<>();

  CellCounts(int components) {
    this.components = components;
  }

  /** Counts the labelled rows of all blocks. */
  static CellCounts over(JavaRDD<RowBlock> blocks, GaussianMixture mixture) {
    double[] centre = mixture.mean();
    return blocks
        .mapPartitions(
            part -> {
              CellCounts counts = new CellCounts(mixture.componentCount());
              Responsibilities step = Responsibilities.of(mixture, centre);
              part.forEachRemaining(
                  block -> counts.add(block, step.of(block, MatrixKernels.fastest())));
              return List.of(counts).iterator();
            })
        .reduce(CellCounts::merge);
  }

  private void add(RowBlock block, double[][] responsibilities) {
    for (int r = 0; r < block.rows(); r++) {
      if (block.cell(r) != RowBlock.NO_CELL) {
        double[] sums = byCell.computeIfAbsent(block.cell(r), c -> new double[components]);
        for (int k = 0; k < components; k++) {
          sums[k] += block.weight(r) * responsibilities[r][k];
        }
      }
    }
  }

  CellCounts merge(CellCounts other) {
    for (Map.Entry<Integer, double[]> each : other.byCell.entrySet()) {
      double[] sums = byCell.computeIfAbsent(each.getKey(), c -> new double[components]);
      for (int k = 0; k < components; k++) {
        sums[k] += each.getValue()[k];
      }
    }
    return this;
  }

  /** The largest cell, -1 where no row has one. */
  int largestCell() {
    return byCell.isEmpty() ? -1 : byCell.lastKey();
  }

  /** Counts [cell][component], rows of zeros for cells without rows. */
  double[][] counts(int cells) {
    double[][] counts = new double[cells][components];
    byCell.forEach((cell, sums) -> counts[cell] = sums.clone());
    return counts;
  }
}
