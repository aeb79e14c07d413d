package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedingTest {
  /** Rows of three groups in turn, around 0, 100 and 200; group 2 is never labelled. */
  private static double[][] rows(int n) {
    double[][] rows = new double[n][];
    for (int r = 0; r < n; r++) {
      rows[r] = new double[] {(100 * (r % 3)) + (0.01 * r), 1};
    }
    return rows;
  }

  private static RandomStream stream(long seed) {
    return RandomStream.of(seed, 0, 0, Purpose.SEEDING);
  }

  private static int group(double[] centre) {
    return (int) Math.round(centre[0] / 100);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void separated_groups_get_a_component_each_whatever_the_seed(long seed) {
    Seeding seeding = Seeding.anywhere(RowBlock.of(rows(60)), 3, stream(seed));

    assertThat(Arrays.stream(seeding.centres()).mapToInt(SeedingTest::group))
        .containsExactlyInAnyOrder(0, 1, 2);
    assertThat(seeding.componentCells()).containsOnly(RowBlock.NO_CELL);
    for (double[] centre : seeding.centres()) {
      // Lloyd's iterations end at the mean of the group's 20 rows
      assertThat(centre[0] - (100 * group(centre)))
          .isCloseTo(0.01 * (28.5 + group(centre)), org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  @Test
  void the_same_stream_gives_the_same_start() {
    RowBlock block = RowBlock.of(rows(60));

    assertThat(Seeding.anywhere(block, 5, stream(9)).centres())
        .isDeepEqualTo(Seeding.anywhere(block, 5, stream(9)).centres());
  }

  @Test
  void components_start_in_their_cells_and_the_others_where_no_label_is() {
    double[][] rows = rows(60);
    int[] cells = new int[rows.length];
    for (int r = 0; r < rows.length; r++) {
      cells[r] = r % 3 == 2 ? RowBlock.NO_CELL : 10 + (r % 3);
    }
    RowBlock block = RowBlock.of(rows, cells);

    Seeding seeding = Seeding.inCells(block, 5, 2, stream(1));

    assertThat(seeding.componentCells()).containsExactly(10, 10, 11, 11, RowBlock.NO_CELL);
    assertThat(Arrays.stream(seeding.centres()).mapToInt(SeedingTest::group))
        .containsExactly(0, 0, 1, 1, 2);
  }

  @Test
  void a_labelled_row_is_assigned_to_its_cell_even_if_another_component_is_nearer() {
    Seeding seeding = new Seeding(new double[][] {{0}, {10}, {20}}, new int[] {7, 8, -1});
    RowBlock block = RowBlock.of(new double[][] {{11}, {11}, {11}, {19}}, new int[] {7, -1, 9, 8});

    // cell 9 has no component: its row goes to the nearest one, like rows without a label
    assertThat(seeding.assign(block)).containsExactly(0, 1, 1, 1);
  }

  @Test
  void rows_without_weight_start_no_component() {
    RowBlock.Builder builder = new RowBlock.Builder(1, 4);
    builder.add(new double[] {1}, 1, RowBlock.NO_CELL, "a");
    builder.add(new double[] {2}, 1, RowBlock.NO_CELL, "b");
    builder.add(new double[] {900}, 0, RowBlock.NO_CELL, "c");
    builder.add(new double[] {800}, 0, 3, "d");
    RowBlock block = builder.build();

    assertThat(Arrays.stream(Seeding.anywhere(block, 2, stream(1)).centres()).map(c -> c[0]))
        .containsExactlyInAnyOrder(1.0, 2.0);
    assertThat(Seeding.inCells(block, 2, 1, stream(1)).componentCells())
        .containsExactly(RowBlock.NO_CELL, RowBlock.NO_CELL);
    assertThatThrownBy(() -> Seeding.anywhere(block, 3, stream(1)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "k must be at most the number of distinct rows with weight, 2 in the rows that were"
                + " looked at, but was 3");
  }

  @Test
  void fewer_components_than_labelled_cells_are_refused() {
    RowBlock block = RowBlock.of(new double[][] {{1}, {2}, {3}}, new int[] {0, 1, 2});

    assertThatThrownBy(() -> Seeding.inCells(block, 2, 2, stream(1)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("k must be at least 3, one component per cell");
  }
}
