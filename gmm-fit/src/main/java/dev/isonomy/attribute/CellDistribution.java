package dev.isonomy.attribute;

import static java.util.Objects.requireNonNull;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Shares over the cells of a space: a target or an observation.
 *
 * @param space the cells
 * @param shares one non-negative number per cell; they sum to 1
 */
public record CellDistribution(AttributeSpace space, double[] shares) {
  /**
   * The tolerance of a given distribution's sum, for shares that were rounded to a few decimals.
   */
  public static final double SUM_TOLERANCE = 1e-6;

  /**
   * Checks the shares and scales them to a sum of 1.
   *
   * @throws UserException if a share is negative or not finite, there is not one per cell, or they
   *     do not sum to 1
   */
  public CellDistribution {
    requireNonNull(space, "space");
    if (shares.length != space.cellCount()) {
      throw new UserException(
          "a distribution must have one share per cell: expected "
              + space.cellCount()
              + " but was "
              + shares.length);
    }
    shares = shares.clone();
    double sum = 0;
    for (int c = 0; c < shares.length; c++) {
      if (!(shares[c] >= 0) || Double.isInfinite(shares[c])) {
        throw new UserException(
            "share of " + space.cellName(c) + " must be at least 0 but was " + shares[c]);
      }
      sum += shares[c];
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new UserException("shares of the cells must sum to 1 but sum to " + sum);
    }
    if (Math.abs(sum - 1)
        > 1e-12) { // below that it is rounding only, and reading back what was written stays exact
      for (int c = 0; c < shares.length; c++) {
        shares[c] /= sum;
      }
    }
  }

  /**
   * The same share for every cell.
   *
   * @param space the cells
   * @return the uniform distribution
   */
  public static CellDistribution uniform(AttributeSpace space) {
    double[] shares = new double[space.cellCount()];
    Arrays.fill(shares, 1.0 / shares.length);
    return new CellDistribution(space, shares);
  }

  /**
   * A distribution from named shares.
   *
   * <p>The names are either all cells ({@code feminine.young.light}), each cell once, or marginals
   * ({@code gender.feminine}): then every class of an attribute that occurs must be named, the
   * shares of an attribute sum to 1, attributes that do not occur are uniform, and the cells'
   * shares are the products. Names are escaped as {@link CellName} says.
   *
   * @param space the cells
   * @param named share by name
   * @return the distribution
   * @throws UserException if a name is unknown, a cell or class is missing, a share is negative, or
   *     a sum is not 1
   */
  public static CellDistribution of(AttributeSpace space, Map<String, Double> named) {
    boolean byCell = named.keySet().stream().anyMatch(name -> space.findCell(name).isPresent());
    return byCell ? ofCells(space, named) : ofMarginals(space, named);
  }

  private static CellDistribution ofCells(AttributeSpace space, Map<String, Double> named) {
    double[] shares = new double[space.cellCount()];
    Arrays.fill(shares, Double.NaN);
    named.forEach(
        (name, share) -> {
          int cell = space.cellOfName(name);
          if (!Double.isNaN(shares[cell])) {
            throw new UserException("target names the cell " + space.cellName(cell) + " twice");
          }
          shares[cell] = checked(name, share);
        });
    for (int c = 0; c < shares.length; c++) {
      if (Double.isNaN(shares[c])) {
        throw new UserException(
            "target misses the cell "
                + space.cellName(c)
                + "; give every cell a share, 0 for one that is not wanted");
      }
    }
    return new CellDistribution(space, shares);
  }

  private static CellDistribution ofMarginals(AttributeSpace space, Map<String, Double> named) {
    double[][] marginals = new double[space.attributes().size()][];
    named.forEach(
        (name, share) -> {
          List<String> parts = CellName.split(name);
          if (parts.size() != 2) {
            throw new UserException(
                "target must name cells such as "
                    + space.cellName(0)
                    + " or classes such as "
                    + className(space, 0, 0)
                    + " but names '"
                    + name
                    + "'; a name with dots of its own goes in quotes: shares { \"v1.0\".young = 0.5 }");
          }
          int a = space.attributeOfName(parts.get(0));
          Attribute attribute = space.attributes().get(a);
          if (marginals[a] == null) {
            marginals[a] = new double[attribute.size()];
            Arrays.fill(marginals[a], Double.NaN);
          }
          int label = attribute.classOf(parts.get(1));
          if (!Double.isNaN(marginals[a][label])) {
            throw new UserException(
                "target names the class " + className(space, a, label) + " twice");
          }
          marginals[a][label] = checked(name, share);
        });
    for (int a = 0; a < marginals.length; a++) {
      checkMarginal(space, a, marginals);
    }
    double[] shares = new double[space.cellCount()];
    for (int c = 0; c < shares.length; c++) {
      int[] classes = space.classesOf(c);
      shares[c] = 1;
      for (int a = 0; a < marginals.length; a++) {
        shares[c] *= marginals[a][classes[a]];
      }
    }
    return new CellDistribution(space, shares);
  }

  private static void checkMarginal(AttributeSpace space, int a, double[][] marginals) {
    int size = space.attributes().get(a).size();
    if (marginals[a] == null) {
      marginals[a] = new double[size];
      Arrays.fill(marginals[a], 1.0 / size);
    }
    double sum = 0;
    for (int j = 0; j < size; j++) {
      if (Double.isNaN(marginals[a][j])) {
        throw new UserException(
            "target misses the class " + className(space, a, j) + "; give every class a share");
      }
      sum += marginals[a][j];
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE / marginals.length)) {
      throw new UserException(
          "target shares of "
              + space.attributes().get(a).name()
              + " must sum to 1 but sum to "
              + sum);
    }
  }

  private static String className(AttributeSpace space, int a, int j) {
    Attribute attribute = space.attributes().get(a);
    return CellName.join(List.of(attribute.name(), attribute.classes().get(j)));
  }

  private static double checked(String name, Double share) {
    if (share == null || !(share >= 0) || share.isInfinite()) {
      throw new UserException("target share of " + name + " must be at least 0 but was " + share);
    }
    return share;
  }

  /**
   * The shares of observed counts.
   *
   * @param space the cells
   * @param counts how many were seen of each cell; at least one in all
   * @return the observed distribution
   * @throws UserException if a count is negative or all are zero
   */
  public static CellDistribution empirical(AttributeSpace space, long[] counts) {
    checkCounts(space, counts);
    long total = Arrays.stream(counts).sum();
    if (total == 0) {
      throw new UserException("counts of the cells must not all be zero");
    }
    double[] shares = new double[counts.length];
    for (int c = 0; c < shares.length; c++) {
      shares[c] = (double) counts[c] / total;
    }
    return new CellDistribution(space, shares);
  }

  /**
   * The counts of new images per cell that bring existing and new images together as close to
   * uniform as {@code total} new images can.
   *
   * @param space the cells
   * @param existing how many images of each cell exist
   * @param total how many new images to make
   * @return new images per cell; they sum to {@code total}
   * @throws UserException if a count is negative
   */
  public static long[] complement(AttributeSpace space, long[] existing, long total) {
    return uniform(space).complement(existing, total);
  }

  /**
   * The counts of new images per cell that bring an existing data set closest to this distribution,
   * by water-filling: cells are raised to a common level relative to their share, and none is
   * lowered.
   *
   * @param existing how many images of each cell exist
   * @param total how many new images to make
   * @return new images per cell; they sum to {@code total}
   * @throws UserException if a count is negative
   */
  public long[] complement(long[] existing, long total) {
    checkCounts(space, existing);
    checkTotal(total);
    // sum_c max(0, level * t_c - e_c) = total has one root; the set of raised cells is a prefix of
    // the cells in order of e_c / t_c
    Integer[] order =
        IntStream.range(0, shares.length)
            .filter(c -> shares[c] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> existing[c] / shares[c]))
            .toArray(Integer[]::new);
    double raisedShare = 0;
    double raisedCount = 0;
    double level = 0;
    for (int i = 0; i < order.length; i++) {
      raisedShare += shares[order[i]];
      raisedCount += existing[order[i]];
      level = (total + raisedCount) / raisedShare;
      if (i + 1 == order.length || level <= existing[order[i + 1]] / shares[order[i + 1]]) {
        break;
      }
    }
    if (total == 0) {
      return new long[shares.length];
    }
    double[] lacking = new double[shares.length];
    for (int c = 0; c < lacking.length; c++) {
      lacking[c] = Math.max(0, (level * shares[c]) - existing[c]);
    }
    return Apportionment.largestRemainder(lacking, total);
  }

  /**
   * Whole numbers in proportion to the shares, by the method of the largest remainder.
   *
   * @param total how many there are in all
   * @return one count per cell; they sum to {@code total} exactly
   * @throws UserException if total is negative
   */
  public long[] quotas(long total) {
    checkTotal(total);
    return Apportionment.largestRemainder(shares, total);
  }

  /**
   * The Kullback-Leibler divergence KL(this || other) = sum_c p_c log(p_c / q_c) in nats, with 0
   * log 0 = 0.
   *
   * @param other a distribution over the same space
   * @return the divergence; infinite where this has a cell that the other excludes
   * @throws IllegalArgumentException if the spaces differ
   */
  public double klTo(CellDistribution other) {
    if (!space.equals(other.space)) {
      throw new IllegalArgumentException("both distributions must be over the same cells");
    }
    double sum = 0;
    for (int c = 0; c < shares.length; c++) {
      if (shares[c] > 0) {
        sum += shares[c] * Math.log(shares[c] / other.shares[c]);
      }
    }
    return Math.max(0, sum);
  }

  /** One share per cell; a copy. */
  @Override
  public double[] shares() {
    return shares.clone();
  }

  /**
   * The share of a cell.
   *
   * @param cell a cell's index
   * @return its share
   */
  public double share(int cell) {
    return shares[cell];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CellDistribution that
        && space.equals(that.space)
        && Arrays.equals(shares, that.shares);
  }

  @Override
  public int hashCode() {
    return (31 * space.hashCode()) + Arrays.hashCode(shares);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < shares.length; c++) {
      text.append(c == 0 ? "" : ", ").append(space.cellName(c)).append(' ').append(shares[c]);
    }
    return text.toString();
  }

  private static void checkCounts(AttributeSpace space, long[] counts) {
    if (counts.length != space.cellCount()) {
      throw new UserException(
          "counts must be one per cell: expected "
              + space.cellCount()
              + " but was "
              + counts.length);
    }
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] < 0) {
        throw new UserException(
            "count of " + space.cellName(c) + " must be at least 0 but was " + counts[c]);
      }
    }
  }

  private static void checkTotal(long total) {
    if (total < 0) {
      throw new UserException("the number of images must be at least 0 but was " + total);
    }
  }
}
