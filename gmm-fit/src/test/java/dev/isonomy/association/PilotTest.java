package dev.isonomy.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pilots over simulated models, whose true P[cell, component] is known. */
class PilotTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("tone", List.of("dark", "mid", "light")));
  private static final int CELLS = 6;
  private static final int PER_CELL = 2;
  private static final int COMPONENTS = CELLS * PER_CELL;
  private static final double PURITY = 0.5;
  private static final double LABEL_WEIGHT = 4;

  /** Each of four components has a single draw, a hit: four hits tell more than few labels do. */
  @Test
  void fewLabelsDoNotPullDownACellWhoseDrawsAreAllKept() {
    AttributeSpace two = AttributeSpace.of(new Attribute("tone", List.of("dark", "light")));
    CellAssociation labels =
        new CellAssociation(
            two, new double[][] {{0.35, 0.35, 0.35, 0.35}, {0.65, 0.65, 0.65, 0.65}});
    double[][] counts = {{1, 1, 1, 1}, new double[4]};
    double[][] drawn = {{0.25, 0.25, 0.25, 0.25}, new double[4]};

    AcceptanceEstimate estimate = AcceptanceEstimate.of(labels, PilotCounts.sure(counts), drawn);

    // By hand: (4 + 0.35 / 2) / 4.5 for the cell, (1 + that / 2) / 1.5 for each component.
    assertThat(estimate.acceptance()[0]).isCloseTo((1 + 4.175 / 4.5 / 2) / 1.5, within(1e-12));
    assertThat(estimate.acceptance()[1]).isZero();
  }

  /** Half of the components make their cell rarely, though the few labels promise 97%. */
  @Test
  void expectedDrawsAreAsSureAsTheySayEvenWhereLabelsPromiseTooMuch() {
    PilotRule rule = new PilotRule(24, 400, 0.05);
    int inside = 0;
    double squares = 0;
    int simulations = 400;
    for (int s = 0; s < simulations; s++) {
      double[][] truth = truth(s);
      Pilot.Result result = pilot(rule, labels(), truth, s, Set.of()).run();
      double[][] drawn = result.drawn();
      AcceptanceEstimate estimate = result.acceptance();
      double[] images = new double[CELLS];
      Arrays.fill(images, 100);
      double expected = estimate.draws(images);
      double error = estimate.relativeErrorOfDraws(images);
      double real = realDraws(truth, drawn, images);
      double miss = Math.log(expected / real);
      squares += miss * miss;
      inside += Math.abs(miss) <= 1.96 * error ? 1 : 0;
    }

    assertThat((double) inside / simulations).isBetween(0.92, 0.99);
    assertThat(Math.sqrt(squares / simulations)).isLessThan(0.06);
  }

  @Test
  void aPilotOfOneRoundWouldMissByFarMore() {
    double squares = 0;
    int simulations = 200;
    for (int s = 0; s < simulations; s++) {
      double[][] truth = truth(s);
      double[][] first = labels().componentsForCells(weights(), PURITY);
      PilotCounts counts = draws(truth, s).draw(0, new PilotRule(24, 24, 1).first(first));
      CellAssociation refined = labels().refine(counts, LABEL_WEIGHT);
      double[][] drawn = refined.componentsForCells(weights(), PURITY);
      double[] images = new double[CELLS];
      Arrays.fill(images, 100);
      double expected = 0;
      for (int c = 0; c < CELLS; c++) {
        expected += 100 / refined.expectedAcceptance(c, drawn[c]);
      }
      double miss = Math.log(expected / realDraws(truth, drawn, images));
      squares += miss * miss;
    }

    assertThat(Math.sqrt(squares / simulations)).isGreaterThan(0.15);
  }

  @Test
  void eachCellsAcceptanceIsKnownToTwiceTheError() {
    PilotRule rule = new PilotRule(24, 2_000, 0.1);
    for (int s = 0; s < 20; s++) {
      Pilot.Result result = pilot(rule, labels(), truth(s), s, Set.of()).run();
      for (int c = 0; c < CELLS; c++) {
        assertThat(result.acceptance().relativeErrors()[c]).isLessThanOrEqualTo(0.2);
      }
    }
  }

  @Test
  void aPilotIsTheSameAgainAndEndsAtItsLimit() {
    PilotRule rule = new PilotRule(10, 30, 0.001);

    Pilot.Result first = pilot(rule, labels(), truth(3), 3, Set.of()).run();
    Pilot.Result second = pilot(rule, labels(), truth(3), 3, Set.of()).run();

    assertThat(second.refined()).isEqualTo(first.refined());
    assertThat(first.draws()).isEqualTo(second.draws()).isBetween(60, 3 * 30 * CELLS);
  }

  @Test
  void aCellWithoutLabelsIsFoundInTheComponentsOfItsNeighbours() {
    int hidden = SPACE.cellOfName("square.light");
    double[][] truth = truth(1);
    for (int k = 0; k < COMPONENTS; k++) {
      move(truth, k, hidden, 0.01);
    }
    int neighbour = PER_CELL * SPACE.cellOfName("square.mid");
    move(truth, neighbour, hidden, 0.3);

    Pilot.Result result =
        pilot(new PilotRule(24, 400, 0.1), labelsWithout(hidden), truth, 1, Set.of()).run();

    assertThat(result.searches()).hasSize(1);
    CellSearch.Found found = result.searches().get(0);
    assertThat(found.cell()).isEqualTo(hidden);
    assertThat(found.reached()).isTrue();
    assertThat(found.neighbours())
        .containsExactly(
            SPACE.cellOfName("round.light"),
            SPACE.cellOfName("square.dark"),
            SPACE.cellOfName("square.mid"));
    assertThat(result.drawn()[hidden][neighbour]).isEqualTo(1);
    assertThat(result.acceptance().acceptance()[hidden]).isCloseTo(0.3, within(0.12));
  }

  @Test
  void aCellThatNothingMakesIsNotReachedAndSaysWhatWasTried() {
    int hidden = SPACE.cellOfName("round.dark");
    double[][] truth = truth(2);
    for (int k = 0; k < COMPONENTS; k++) {
      move(truth, k, hidden, 0);
    }

    Pilot.Result result =
        pilot(new PilotRule(8, 64, 0.2), labelsWithout(hidden), truth, 2, Set.of()).run();

    CellSearch.Found found = result.searches().get(0);
    assertThat(found.reached()).isFalse();
    assertThat(found.images()).isZero();
    assertThat(found.draws()).isGreaterThanOrEqualTo(64);
    assertThat(result.refined().reaches(hidden)).isFalse();
    assertThat(result.drawn()[hidden]).containsOnly(0);
    assertThat(result.acceptance().acceptance()[hidden]).isZero();
  }

  @Test
  void anUnwantedCellIsNeitherSearchedNorSized() {
    int hidden = SPACE.cellOfName("round.dark");

    Pilot.Result result =
        pilot(new PilotRule(8, 64, 0.2), labelsWithout(hidden), truth(2), 2, Set.of(hidden)).run();

    assertThat(result.searches()).isEmpty();
  }

  @Test
  void theErrorOfASumOfDrawsIsThatOfItsBinomialParts() {
    CellAssociation half =
        new CellAssociation(
            AttributeSpace.of(new Attribute("a", List.of("x", "y"))),
            new double[][] {{0.5, 0.2}, {0.5, 0.8}});
    double[][] pilot = {{50, 20}, {50, 80}};
    double[][] drawn = {{1, 0}, {0, 1}};

    AcceptanceEstimate estimate = AcceptanceEstimate.of(half, PilotCounts.sure(pilot), drawn);

    double first = 20 * Math.sqrt(0.25 / 102) / 0.5;
    double second = 25 * Math.sqrt(81.0 / 102 * 21 / 102 / 102) / 0.8;
    assertThat(estimate.acceptance()).containsExactly(new double[] {0.5, 0.8}, within(1e-12));
    assertThat(estimate.draws(new double[] {10, 20})).isCloseTo(45, within(1e-9));
    assertThat(estimate.relativeErrorOfDraws(new double[] {10, 20}))
        .isCloseTo(Math.hypot(first, second) / 45, within(1e-12));
    assertThat(estimate.relativeErrors()[0]).isCloseTo(Math.sqrt(0.25 / 102) / 0.5, within(1e-12));
  }

  @Test
  void limitsThatAllowNoPilotAreNamed() {
    assertThatThrownBy(() -> new PilotRule(24, 12, 0.1)).hasMessageContaining("24 and 12");
    assertThatThrownBy(() -> new PilotRule(24, 48, Double.NaN)).hasMessageContaining("NaN");
  }

  /** The labeler says nothing of half of the draws: each image takes twice as many. */
  @Test
  void drawsOnWhichTheLabelerAbstainsAreDrawnInVain() {
    double[][] truth = truth(4);
    PilotRule rule = new PilotRule(24, 2_000, 0.05);
    Pilot.Drawing sure = draws(truth, 4);
    Pilot.Drawing unsure = (first, round) -> halved(sure.draw(first, round));

    double expected = expected(pilot(rule, labels(), sure).run());
    Pilot.Result result = pilot(rule, labels(), unsure).run();

    assertThat(expected(result) / expected).isBetween(1.7, 2.3);
    assertThat(result.counts().draws())
        .satisfies(all -> assertThat(Arrays.stream(all).sum()).isEqualTo(result.draws()));
    for (int k = 0; k < COMPONENTS; k++) {
      assertThat(result.refined().labelled(k)).isBetween(0.4, 0.75);
    }
  }

  private static double expected(Pilot.Result result) {
    double[] images = new double[CELLS];
    Arrays.fill(images, 100);
    return result.acceptance().draws(images);
  }

  /** The same draws, of whose images every second one of a cell and component gets no label. */
  private static PilotCounts halved(PilotCounts counts) {
    double[][] cells = counts.cells();
    double[] abstained = new double[COMPONENTS];
    for (double[] row : cells) {
      for (int k = 0; k < COMPONENTS; k++) {
        double lost = (k % 2 == 0) ? Math.ceil(row[k] / 2) : Math.floor(row[k] / 2);
        row[k] -= lost;
        abstained[k] += lost;
      }
    }
    return new PilotCounts(cells, abstained);
  }

  private static Pilot pilot(
      PilotRule rule, CellAssociation labels, double[][] truth, int seed, Set<Integer> unwanted) {
    int[] componentCells = new int[COMPONENTS];
    for (int k = 0; k < COMPONENTS; k++) {
      componentCells[k] = labels.reaches(k / PER_CELL) ? k / PER_CELL : -1;
    }
    for (int k = 0; k < COMPONENTS; k++) {
      // components of a cell without labels were seeded elsewhere
      componentCells[k] = componentCells[k] < 0 ? (k / PER_CELL + 3) % CELLS : componentCells[k];
    }
    return new Pilot(
        labels,
        componentCells,
        weights(),
        new Pilot.Settings(rule, PURITY, LABEL_WEIGHT, unwanted),
        draws(truth, seed));
  }

  private static Pilot pilot(PilotRule rule, CellAssociation labels, Pilot.Drawing drawing) {
    int[] componentCells = new int[COMPONENTS];
    Arrays.setAll(componentCells, k -> k / PER_CELL);
    Pilot.Settings settings = new Pilot.Settings(rule, PURITY, LABEL_WEIGHT, Set.of());
    return new Pilot(labels, componentCells, weights(), settings, drawing);
  }

  /** Draws keyed by their number, as the job's are. */
  private static Pilot.Drawing draws(double[][] truth, int seed) {
    return (first, round) -> {
      double[][] counts = new double[CELLS][COMPONENTS];
      double[] components = cumulative(round.weights());
      for (int i = 0; i < round.count(); i++) {
        RandomStream random = RandomStream.of(seed, 7, first + i, Purpose.COMPONENT);
        int k = random.nextIndex(components);
        double[] cells = new double[CELLS];
        for (int c = 0; c < CELLS; c++) {
          cells[c] = truth[c][k];
        }
        counts[random.nextIndex(cumulative(cells))][k]++;
      }
      return PilotCounts.sure(counts);
    };
  }

  private static double[] cumulative(double[] shares) {
    double[] sums = shares.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    return sums;
  }

  /** Components of the first cells make them from 10% to 95% of the time. */
  private static double[][] truth(int seed) {
    RandomStream random = RandomStream.of(seed, 1, 0, Purpose.SPLIT);
    double[][] truth = new double[CELLS][COMPONENTS];
    for (int k = 0; k < COMPONENTS; k++) {
      double own = 0.1 + (0.85 * random.nextDouble());
      for (int c = 0; c < CELLS; c++) {
        truth[c][k] = c == k / PER_CELL ? own : (1 - own) / (CELLS - 1);
      }
    }
    return truth;
  }

  private static void move(double[][] truth, int component, int cell, double share) {
    double rest = 0;
    for (int c = 0; c < CELLS; c++) {
      rest += c == cell ? 0 : truth[c][component];
    }
    for (int c = 0; c < CELLS; c++) {
      truth[c][component] = c == cell ? share : truth[c][component] * (1 - share) / rest;
    }
  }

  private static CellAssociation labels() {
    return labelsWithout(-1);
  }

  /** Weak labels: each component is said to make its own cell 97% of the time. */
  private static CellAssociation labelsWithout(int hidden) {
    double[][] p = new double[CELLS][COMPONENTS];
    for (int k = 0; k < COMPONENTS; k++) {
      int own = k / PER_CELL == hidden ? (hidden + 3) % CELLS : k / PER_CELL;
      double rest = 1;
      for (int c = 0; c < CELLS; c++) {
        p[c][k] = c == hidden || c == own ? 0 : 0.03 / CELLS;
        rest -= p[c][k];
      }
      p[own][k] = rest;
    }
    return new CellAssociation(SPACE, p);
  }

  private static double[] weights() {
    double[] weights = new double[COMPONENTS];
    Arrays.fill(weights, 1.0 / COMPONENTS);
    return weights;
  }

  private static double realDraws(double[][] truth, double[][] drawn, double[] images) {
    List<Double> sums = new ArrayList<>();
    for (int c = 0; c < CELLS; c++) {
      double acceptance = 0;
      for (int k = 0; k < COMPONENTS; k++) {
        acceptance += drawn[c][k] * truth[c][k];
      }
      sums.add(images[c] / acceptance);
    }
    return sums.stream().mapToDouble(Double::doubleValue).sum();
  }
}
