package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.metric.EnergyTest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether two sets are of one distribution within each cell.
 *
 * @param cells a test per cell, where there are enough images of both sets
 */
record CellTests(List<Optional<EnergyTest>> cells) {
  /** How often one of the tests may call equal distributions different. */
  private static final double LEVEL = 0.05;

  /** A test as {@code audit.json} has it. */
  record TestJson(double energyDistance, double p, int rows, int rowsComparedWith) {}

  /**
   * Compares two sets cell by cell, on all cores.
   *
   * @param first rows by cell
   * @param second rows by cell
   * @param seed of the permutations
   */
  static CellTests between(float[][][] first, float[][][] second, long seed) {
    return new CellTests(
        IntStream.range(0, first.length)
            .parallel()
            .mapToObj(cell -> between(first[cell], second[cell], seed))
            .toList());
  }

  private static Optional<EnergyTest> between(float[][] first, float[][] second, long seed) {
    return Math.min(first.length, second.length) < EnergyTest.FEWEST
        ? Optional.empty()
        : Optional.of(EnergyTest.between(first, second, seed));
  }

  Optional<TestJson> json(int cell) {
    return cells
        .get(cell)
        .map(test -> new TestJson(test.distance(), test.p(), test.first(), test.second()));
  }

  private double p(int cell) {
    return cells.get(cell).orElseThrow().p();
  }

  /** The cells that were tested, those that differ most first. */
  List<Integer> tested() {
    return IntStream.range(0, cells.size())
        .filter(cell -> cells.get(cell).isPresent())
        .boxed()
        .sorted(Comparator.comparingDouble(this::p))
        .toList();
  }

  /** How many of them differ significantly among all tests that were made: Holm's correction. */
  int differing() {
    List<Integer> tested = tested();
    int differing = 0;
    while (differing < tested.size()
        && p(tested.get(differing)) * (tested.size() - differing) <= LEVEL) {
      differing++;
    }
    return differing;
  }

  /**
   * A sentence on the cells whose test is significant among all that were made: Holm's correction.
   *
   * @param sentence takes the cells' names, the smallest p and the number of tests
   */
  List<String> notes(AttributeSpace space, String sentence) {
    List<Integer> tested = tested();
    int differing = differing();
    if (differing == 0) {
      return List.of();
    }
    String first = space.cellName(tested.get(0));
    return List.of(
        sentence.formatted(
            differing == 1 ? first : "%s and %d other cells".formatted(first, differing - 1),
            Figures.format("%.3f", p(tested.get(0))),
            tested.size()));
  }
}
