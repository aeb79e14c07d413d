package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.mixture.kernel.RowBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockIteratorTest {
  private static Row row(double x, Double weight, Double cell, String id) {
    return RowFactory.create(Vectors.dense(x, 1), weight, cell, id);
  }

  private static String refusal(Row row) {
    BlockIterator blocks =
        new BlockIterator(List.of(row(1, 1.0, null, "first"), row).iterator(), 2, 3);
    BlockOrRefusal refused = blocks.next();
    assertThat(refused.block()).isNull();
    assertThat(blocks.hasNext()).isFalse(); // the partition ends
    return refused.refusal();
  }

  @Test
  void a_partition_is_cut_into_blocks_that_bound_the_memory() {
    int size = RowBlock.usualRows(2);
    List<Row> rows = new ArrayList<>(Collections.nCopies((2 * size) + 1, row(5, 2.0, 3.0, "a")));

    BlockIterator blocks = new BlockIterator(rows.iterator(), 2, 0);
    List<Integer> sizes = new ArrayList<>();
    while (blocks.hasNext()) {
      RowBlock block = blocks.next().block();
      sizes.add(block.rows());
      assertThat(block.row(0)).containsExactly(5, 1);
      assertThat(block.weight(0)).isEqualTo(2);
      assertThat(block.cell(0)).isEqualTo(3);
    }

    assertThat(sizes).containsExactly(size, size, 1);
    assertThatThrownBy(blocks::next).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @CsvSource({"-1", "-0.5", "NaN"})
  void a_missing_label_is_no_cell(double label) {
    Row row = row(1, 1.0, label, "a");

    assertThat(new BlockIterator(List.of(row).iterator(), 2, 0).next().block().cell(0))
        .isEqualTo(RowBlock.NO_CELL);
  }

  @Test
  void a_row_that_cannot_be_used_is_refused_by_its_id_or_place() {
    assertThat(refusal(row(Double.NaN, 1.0, null, "a")))
        .isEqualTo("row a must be finite but has NaN at position 0");
    assertThat(refusal(row(1, 1.0, 2.5, "a")))
        .isEqualTo("row a must have a whole number as its label but has 2.5");
    assertThat(refusal(row(1, -1.0, null, "a")))
        .isEqualTo("row a must have a weight of at least 0 but has -1.0");
    assertThat(refusal(row(1, null, null, "a"))).startsWith("row a must have a weight");
    assertThat(refusal(RowFactory.create(null, 1.0, null, null)))
        .isEqualTo("row 1 of partition 3 must have features but has null");
    assertThat(refusal(RowFactory.create(Vectors.dense(1), 1.0, null, null)))
        .isEqualTo("row 1 of partition 3 must have 2 numbers but has 1");
  }
}
