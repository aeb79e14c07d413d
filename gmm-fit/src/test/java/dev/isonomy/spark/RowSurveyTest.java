package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowSurveyTest {
  private static final int MOST = 5;

  private record Labelled(double x, double weight, int cell) {}

  /** 90 rows without a cell, 20 of cell 4 and 2 of cell 7, of different weights. */
  private static List<Labelled> rows() {
    List<Labelled> rows = new ArrayList<>();
    for (int i = 0; i < 112; i++) {
      rows.add(new Labelled(i, 1 + (i % 3), i < 90 ? RowBlock.NO_CELL : i < 110 ? 4 : 7));
    }
    return rows;
  }

  private static RowSurvey survey(List<Labelled> rows) {
    RowBlock.Builder builder = new RowBlock.Builder(1, rows.size());
    rows.forEach(each -> builder.add(new double[] {each.x()}, each.weight(), each.cell(), "row"));
    return new RowSurvey(Moments.empty(1), 3, MOST)
        .add(BlockOrRefusal.of(builder.build()), new JavaMatrixKernel());
  }

  @Test
  void the_sample_depends_on_neither_order_nor_partitions() {
    List<Labelled> rows = rows();
    RowBlock whole = survey(rows).sample();
    Collections.shuffle(rows, new Random(2));
    RowSurvey parts = survey(rows.subList(0, 10));
    parts.merge(survey(rows.subList(10, 80))).merge(survey(rows.subList(80, rows.size())));
    RowBlock merged = parts.sample();

    assertThat(merged.values()).isEqualTo(whole.values());
    for (int r = 0; r < whole.rows(); r++) {
      assertThat(merged.cell(r)).isEqualTo(whole.cell(r));
      assertThat(merged.weight(r)).isCloseTo(whole.weight(r), within(1e-12));
    }
  }

  @Test
  void every_cell_has_its_rows_which_weigh_what_they_stand_for() {
    RowBlock sample = survey(rows()).sample();

    assertThat(sample.rows()).isEqualTo(MOST + MOST + 2);
    for (int cell : new int[] {RowBlock.NO_CELL, 4, 7}) {
      double expected =
          rows().stream().filter(each -> each.cell() == cell).mapToDouble(Labelled::weight).sum();
      double sampled = 0;
      for (int r = 0; r < sample.rows(); r++) {
        sampled += sample.cell(r) == cell ? sample.weight(r) : 0;
      }
      assertThat(sampled).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void the_first_refusal_is_told_and_rows_without_weight_are_not_sampled() {
    RowSurvey survey =
        survey(List.of(new Labelled(1, 1, 0), new Labelled(2, 0, 0)))
            .merge(survey(List.of(new Labelled(3, 1, 0))));
    assertThat(survey.sample().values()).containsExactlyInAnyOrder(1, 3);
    assertThat(survey.checkedMoments().rows()).isEqualTo(3);

    survey.add(BlockOrRefusal.refused("row a must be finite"), new JavaMatrixKernel());
    survey.add(BlockOrRefusal.refused("row b must be finite"), new JavaMatrixKernel());

    assertThatThrownBy(survey::checkedMoments)
        .isInstanceOf(UserException.class)
        .hasMessage("row a must be finite");
  }
}
