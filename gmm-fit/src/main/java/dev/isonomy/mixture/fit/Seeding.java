package dev.isonomy.mixture.fit;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The first centres of components, by k-means++ (Arthur and Vassilvitskii 2007) in its greedy form
 * and Lloyd's iterations: either among all rows, or in the labelled rows of each cell first.
 *
 * @param centres one row of d numbers per component
 * @param componentCells the cell in which each component starts, {@value RowBlock#NO_CELL} for none
 */
public record Seeding(double[][] centres, int[] componentCells) {
  private static final int LLOYD_ITERATIONS = 30;

  /**
   * Finds centres among all rows.
   *
   * @param sample the rows
   * @param components K
   * @param stream the random numbers
   * @return the start
   * @throws UserException if there are fewer than K distinct rows
   */
  public static Seeding anywhere(RowBlock sample, int components, RandomStream stream) {
    double[][] rows =
        IntStream.range(0, sample.rows()).mapToObj(sample::row).toArray(double[][]::new);
    double[] weights = IntStream.range(0, sample.rows()).mapToDouble(sample::weight).toArray();
    List<double[]> centres = new ArrayList<>();
    addCentres(rows, weights, components, centres, stream);
    if (centres.size() < components) {
      throw tooFew(components, centres.size());
    }
    double[][] found = centres.toArray(double[][]::new);
    lloyd(rows, weights, found, 0);
    int[] cells = new int[components];
    Arrays.fill(cells, RowBlock.NO_CELL);
    return new Seeding(found, cells);
  }

  /**
   * Finds centres in the cells that have labelled rows, from one to {@code seedsPerCell} each, and
   * uses k-means++ on the other rows for the remaining components.
   *
   * @param sample the rows, some of them with cells
   * @param components K
   * @param seedsPerCell the most components per cell
   * @param stream the random numbers
   * @return the start
   * @throws UserException if K is smaller than the number of labelled cells, or there are fewer
   *     than K distinct rows
   */
  public static Seeding inCells(
      RowBlock sample, int components, int seedsPerCell, RandomStream stream) {
    TreeMap<Integer, List<Integer>> byCell = new TreeMap<>();
    List<Integer> unlabelled = new ArrayList<>();
    for (int r = 0; r < sample.rows(); r++) {
      if (sample.cell(r) == RowBlock.NO_CELL) {
        unlabelled.add(r);
      } else if (sample.weight(r) > 0) {
        byCell.computeIfAbsent(sample.cell(r), c -> new ArrayList<>()).add(r);
      }
    }
    if (byCell.isEmpty()) {
      return anywhere(sample, components, stream);
    }
    if (byCell.size() > components) {
      throw new UserException(
          "k must be at least "
              + byCell.size()
              + ", one component per cell with labelled rows, but was "
              + components);
    }
    List<double[]> centres = new ArrayList<>();
    List<Integer> cells = new ArrayList<>();
    int perCell = Math.min(seedsPerCell, components / byCell.size());
    byCell.forEach(
        (cell, members) -> {
          double[][] rows = members.stream().map(sample::row).toArray(double[][]::new);
          double[] weights = members.stream().mapToDouble(sample::weight).toArray();
          List<double[]> own = new ArrayList<>();
          addCentres(rows, weights, perCell, own, stream);
          double[][] found = own.toArray(double[][]::new);
          lloyd(rows, weights, found, 0);
          centres.addAll(Arrays.asList(found));
          cells.addAll(Collections.nCopies(found.length, cell));
        });
    int fixed = centres.size();
    List<Integer> rest =
        unlabelled.isEmpty() ? IntStream.range(0, sample.rows()).boxed().toList() : unlabelled;
    double[][] rows = rest.stream().map(sample::row).toArray(double[][]::new);
    double[] weights = rest.stream().mapToDouble(sample::weight).toArray();
    addCentres(rows, weights, components, centres, stream);
    if (centres.size() < components) {
      throw tooFew(components, centres.size());
    }
    double[][] found = centres.toArray(double[][]::new);
    if (fixed < components) {
      lloyd(rows, weights, found, fixed);
    }
    int[] componentCells = new int[components];
    for (int k = 0; k < components; k++) {
      componentCells[k] = k < fixed ? cells.get(k) : RowBlock.NO_CELL;
    }
    return new Seeding(found, componentCells);
  }

  private static UserException tooFew(int components, int distinct) {
    return new UserException(
        "k must be at most the number of distinct rows with weight, "
            + distinct
            + " in the rows that were looked at, but was "
            + components);
  }

  /** Adds centres until there are enough, or every row is one. */
  private static void addCentres(
      double[][] rows, double[] weights, int enough, List<double[]> centres, RandomStream stream) {
    double[] distance = new double[rows.length]; // w_i times the squared distance to a centre
    for (int r = 0; r < rows.length; r++) {
      double least = centres.isEmpty() ? 1 : Double.POSITIVE_INFINITY;
      for (double[] centre : centres) {
        least = Math.min(least, squaredDistance(rows[r], centre));
      }
      distance[r] = weights[r] * least;
    }
    boolean first = centres.isEmpty();
    int candidates = 2 + (int) Math.log(Math.max(1, enough));
    double[] cumulative = new double[rows.length];
    while (centres.size() < enough) {
      double sum = 0;
      for (int r = 0; r < rows.length; r++) {
        sum += distance[r];
        cumulative[r] = sum;
      }
      if (!(sum > 0)) {
        return;
      }
      double[] best = null;
      double bestSum = Double.POSITIVE_INFINITY;
      for (int c = 0; c < (first ? 1 : candidates); c++) {
        double[] next = new double[rows.length];
        double[] centre = rows[stream.nextIndex(cumulative)];
        double nextSum = 0;
        for (int r = 0; r < rows.length; r++) {
          double own = weights[r] * squaredDistance(rows[r], centre);
          next[r] = first ? own : Math.min(distance[r], own);
          nextSum += next[r];
        }
        if (nextSum < bestSum) {
          bestSum = nextSum;
          best = next;
          if (c == 0) {
            centres.add(centre);
          } else {
            centres.set(centres.size() - 1, centre);
          }
        }
      }
      distance = best;
      first = false;
    }
  }

  /** Lloyd's iterations over all centres; the first {@code fixed} ones attract rows but stay. */
  private static void lloyd(double[][] rows, double[] weights, double[][] centres, int fixed) {
    int[] nearest = new int[rows.length];
    Arrays.fill(nearest, -1);
    for (int iteration = 0; iteration < LLOYD_ITERATIONS; iteration++) {
      boolean moved = false;
      double[][] sums = new double[centres.length][];
      double[] totals = new double[centres.length];
      for (int k = fixed; k < centres.length; k++) {
        sums[k] = new double[centres[k].length];
      }
      for (int r = 0; r < rows.length; r++) {
        int k = nearest(rows[r], centres);
        moved |= k != nearest[r];
        nearest[r] = k;
        totals[k] += weights[r];
        for (int i = 0; k >= fixed && i < rows[r].length; i++) {
          sums[k][i] += weights[r] * rows[r][i];
        }
      }
      if (!moved) {
        return;
      }
      for (int k = fixed; k < centres.length; k++) {
        if (totals[k] > 0) {
          double[] centre = new double[sums[k].length];
          for (int i = 0; i < centre.length; i++) {
            centre[i] = sums[k][i] / totals[k];
          }
          centres[k] = centre;
        }
      }
    }
  }

  /**
   * The component that each row starts with: the nearest centre, of the row's own cell where the
   * cell has centres.
   *
   * @param sample the rows
   * @return a component per row
   */
  int[] assign(RowBlock sample) {
    int[] assigned = new int[sample.rows()];
    for (int r = 0; r < assigned.length; r++) {
      double[] row = sample.row(r);
      int cell = sample.cell(r);
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      boolean own =
          cell != RowBlock.NO_CELL && Arrays.stream(componentCells).anyMatch(c -> c == cell);
      for (int k = 0; k < centres.length; k++) {
        if (own && componentCells[k] != cell) {
          continue;
        }
        double distance = squaredDistance(row, centres[k]);
        if (distance < least) {
          least = distance;
          best = k;
        }
      }
      assigned[r] = best;
    }
    return assigned;
  }

  private static int nearest(double[] row, double[][] centres) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centres.length; k++) {
      double distance = squaredDistance(row, centres[k]);
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    int i = 0;
    for (; i + 2 <= a.length; i += 2) {
      double x = a[i] - b[i];
      double y = a[i + 1] - b[i + 1];
      s0 += x * x;
      s1 += y * y;
    }
    if (i < a.length) {
      double x = a[i] - b[i];
      s0 += x * x;
    }
    return s0 + s1;
  }
}
