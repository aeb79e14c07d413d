package dev.isonomy.mixture.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTileTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 65, 1500})
  void every_row_is_taken_once_relative_to_the_centre_in_all_layouts(int d) {
    double[][] rows = GoldenRows.of(300, d, 2, 3, 4);
    double[] centre = rows[7];
    int[] cells = new int[rows.length];
    for (int r = 0; r < cells.length; r++) {
      cells[r] = r;
    }
    RowBlock block = RowBlock.of(rows, cells);
    RowTile tile = new RowTile(centre, 2);

    int taken = 0;
    while (taken < rows.length) {
      tile.take(block, taken);
      int m = tile.rows();
      assertThat(m).isPositive();
      for (int r = 0; r < m; r++) {
        double norm = 0;
        for (int i = 0; i < d; i++) {
          double x = rows[taken + r][i] - centre[i];
          norm += x * x;
          assertThat(tile.x()[(r * d) + i]).isEqualTo(x);
          assertThat(tile.transposed()[(i * m) + r]).isEqualTo(x);
          assertThat(tile.squares()[(r * d) + i]).isEqualTo(x * x);
        }
        assertThat(tile.squaredNorms()[r]).isCloseTo(norm, within(1e-12 * (1 + norm)));
        assertThat(tile.cell(r)).isEqualTo(taken + r);
        assertThat(tile.weights()[r]).isEqualTo(1);
      }
      taken += m;
    }
    assertThat(taken).isEqualTo(rows.length);
  }

  @Test
  void rows_of_another_width_are_refused() {
    RowTile tile = new RowTile(new double[3], 1);

    assertThatThrownBy(() -> tile.take(RowBlock.of(new double[][] {{1, 2}}), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must have 3 numbers but have 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 129})
  void sums_leave_no_row_out_and_read_no_further(int m) {
    double[] x = new double[m + 3];
    for (int r = 0; r < x.length; r++) {
      x[r] = r < m ? r + 1 : Double.NaN;
    }

    assertThat(RowLoops.sum(m, x)).isEqualTo(m * (m + 1) / 2.0);
  }
}
