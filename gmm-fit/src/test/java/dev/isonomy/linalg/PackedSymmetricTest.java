package dev.isonomy.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PackedSymmetricTest {
  @Test
  void the_rows_of_the_upper_triangle_follow_each_other() {
    double[] dense = {1, 2, 3, -9, 4, 5, -9, -9, 6};

    double[] packed = PackedSymmetric.pack(3, dense);

    assertThat(packed).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(PackedSymmetric.unpack(3, packed, 2)).containsExactly(2, 4, 6, 4, 8, 10, 6, 10, 12);
  }

  @Test
  void an_outer_product_is_added_from_an_offset() {
    double[] packed = {1, 1, 1};

    PackedSymmetric.addOuter(2, 10, new double[] {7, 2, 3}, 1, packed);

    assertThat(packed).containsExactly(41, 61, 91);
  }

  @Test
  void a_matrix_that_no_array_holds_is_refused() {
    assertThat(PackedSymmetric.length(46_340)).isEqualTo(1_073_720_970);
    assertThatThrownBy(() -> PackedSymmetric.length(70_000))
        .isInstanceOf(ArithmeticException.class);
  }
}
