package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedingTest {
  private static final int NONE = RowBlock.NO_CELL;

  @Test
  void everyOfSomeDistantGroupsGetsACentreInItsMiddle() {
    double[][] middles = {{0, 0}, {100, 0}, {0, 100}, {100, 100}, {50, 300}};
    RowBlock rows = groups(middles, 40, NONE);
    for (int seed = 0; seed < 50; seed++) {
      Seeding seeding = Seeding.anywhere(rows, middles.length, stream(seed));

      assertThat(seeding.componentCells()).containsOnly(NONE);
      for (double[] middle : middles) {
        assertThat(List.of(seeding.centres()))
            .as("seed " + seed)
            .anySatisfy(centre -> assertThat(centre).containsExactly(middle, within(1.5)));
      }
    }
  }

  @Test
  void asManyCentresAsDistinctRowsAreTheRows() {
    RowBlock rows = RowBlock.of(new double[][] {{1, 2}, {3, 4}, {1, 2}, {5, 6}});

    assertThat(List.of(Seeding.anywhere(rows, 3, stream(1)).centres()))
        .containsExactlyInAnyOrder(new double[] {1, 2}, new double[] {3, 4}, new double[] {5, 6});
    assertThatThrownBy(() -> Seeding.anywhere(rows, 4, stream(1)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "k must be at most the number of distinct rows with weight, 3 in the rows that were"
                + " looked at, but was 4");
  }

  @Test
  void aRowWithoutWeightDrawsNoCentre() {
    RowBlock.Builder builder = new RowBlock.Builder(1, 3);
    builder.add(new double[] {1}, 1, NONE, "a");
    builder.add(new double[] {3}, 3, NONE, "b");
    builder.add(new double[] {1_000}, 0, NONE, "c");
    RowBlock rows = builder.build();
    for (int seed = 0; seed < 20; seed++) {
      assertThat(Seeding.anywhere(rows, 1, stream(seed)).centres()[0])
          .as("the weighted mean")
          .containsExactly(new double[] {2.5}, within(1e-12));
    }
    assertThatThrownBy(() -> Seeding.anywhere(rows, 3, stream(0)))
        .hasMessageContaining("distinct rows with weight, 2");
  }

  @Test
  void aSeedingIsTheSameAgainAndAnotherWithAnotherStream() {
    RowBlock rows = groups(new double[][] {{0, 0}, {3, 3}}, 60, NONE);

    double[][] first = Seeding.anywhere(rows, 7, stream(5)).centres();

    assertThat(Seeding.anywhere(rows, 7, stream(5)).centres()).isDeepEqualTo(first);
    assertThat(Arrays.deepEquals(Seeding.anywhere(rows, 7, stream(6)).centres(), first)).isFalse();
  }

  /** The first cell lies right in the second: only labels tell them apart. */
  @Test
  void aCellIsStartedInItsOwnRowsHoweverRareItIs() {
    List<double[]> rows = new ArrayList<>();
    List<Integer> cells = new ArrayList<>();
    RandomStream noise = stream(9);
    for (int i = 0; i < 300; i++) {
      rows.add(new double[] {5 * noise.nextGaussian(), 5 * noise.nextGaussian()});
      cells.add(1);
    }
    for (int i = 0; i < 3; i++) {
      rows.add(new double[] {1 + (0.1 * i), 1});
      cells.add(0);
    }

    Seeding seeding = Seeding.inCells(block(rows, cells), 5, 4, stream(2));

    int[] found = seeding.componentCells();
    assertThat(found).hasSize(5).startsWith(0, 0, 1, 1);
    for (int k = 0; k < 2; k++) {
      assertThat(seeding.centres()[k][0]).isBetween(1.0, 1.2);
      assertThat(seeding.centres()[k][1]).isEqualTo(1);
    }
    assertThat(found[4]).as("the component that is left over belongs to no cell").isEqualTo(NONE);
  }

  @Test
  void componentsThatCellsLeaveGoToTheUnlabelledRows() {
    List<double[]> rows = new ArrayList<>();
    List<Integer> cells = new ArrayList<>();
    for (double at : new double[] {0, 1, 100, 101}) {
      rows.add(new double[] {at});
      cells.add(at < 50 ? 3 : 8);
    }
    for (double at : new double[] {400, 401, 900, 901}) {
      rows.add(new double[] {at});
      cells.add(NONE);
    }

    Seeding seeding = Seeding.inCells(block(rows, cells), 4, 1, stream(1));

    assertThat(seeding.componentCells()).containsExactly(3, 8, NONE, NONE);
    double[] centres = Arrays.stream(seeding.centres()).mapToDouble(row -> row[0]).toArray();
    assertThat(Arrays.copyOf(centres, 2)).containsExactly(0.5, 100.5);
    assertThat(Arrays.copyOfRange(centres, 2, 4)).containsExactlyInAnyOrder(400.5, 900.5);
  }

  @Test
  void aCellOfOneRowHasOneComponentAndTheOthersTakeWhatIsLeft() {
    RowBlock rows =
        RowBlock.of(new double[][] {{0}, {50}, {51}, {60}, {61}}, new int[] {0, 1, 1, 1, 1});

    Seeding seeding = Seeding.inCells(rows, 4, 9, stream(1));

    assertThat(Arrays.stream(seeding.componentCells()).filter(cell -> cell == 0)).hasSize(1);
    assertThat(Arrays.stream(seeding.componentCells()).filter(cell -> cell == 1)).hasSize(2);
    assertThat(seeding.centres()[0]).containsExactly(0);
  }

  @Test
  void fewerComponentsThanCellsAreRefused() {
    RowBlock rows = RowBlock.of(new double[][] {{0}, {1}, {2}}, new int[] {0, 1, 2});

    assertThatThrownBy(() -> Seeding.inCells(rows, 2, 1, stream(1)))
        .isInstanceOf(UserException.class)
        .hasMessage("k must be at least 3, one component per cell with labelled rows, but was 2");
  }

  @Test
  void withoutLabelsCellsDoNotMatter() {
    RowBlock rows = groups(new double[][] {{0, 0}, {9, 9}}, 20, NONE);

    assertThat(Seeding.inCells(rows, 3, 2, stream(4)).centres())
        .isDeepEqualTo(Seeding.anywhere(rows, 3, stream(4)).centres());
  }

  @Test
  void aRowStartsWithTheNearestCentreOfItsOwnCell() {
    Seeding seeding = new Seeding(new double[][] {{0}, {10}, {20}}, new int[] {4, 7, NONE});
    RowBlock rows = RowBlock.of(new double[][] {{9}, {9}, {9}, {19}}, new int[] {4, 7, 5, NONE});

    assertThat(seeding.assign(rows))
        .as("own cell however far, then any component for a cell without one")
        .containsExactly(0, 1, 1, 2);
  }

  private static RowBlock groups(double[][] middles, int each, int cell) {
    List<double[]> rows = new ArrayList<>();
    List<Integer> cells = new ArrayList<>();
    RandomStream noise = stream(77);
    for (double[] middle : middles) {
      for (int i = 0; i < each; i++) {
        rows.add(new double[] {middle[0] + noise.nextGaussian(), middle[1] + noise.nextGaussian()});
        cells.add(cell);
      }
    }
    return block(rows, cells);
  }

  private static RowBlock block(List<double[]> rows, List<Integer> cells) {
    return RowBlock.of(
        rows.toArray(double[][]::new), cells.stream().mapToInt(Integer::intValue).toArray());
  }

  private static RandomStream stream(int seed) {
    return RandomStream.of(seed, 0, 0, Purpose.SPLIT);
  }
}
