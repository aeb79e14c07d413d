package dev.isonomy.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import org.junit.jupiter.api.Test;

class ArraySizeTest {
  @Test
  void sizes_up_to_the_largest_array_are_products() {
    assertThat(ArraySize.of("a matrix", 3, 4)).isEqualTo(12);
    assertThat(ArraySize.of("a matrix", 0, 4)).isZero();
    assertThat(ArraySize.of("a matrix", Integer.MAX_VALUE, 1)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void an_overflow_is_refused_by_the_name_of_the_matrix() {
    // 65536 * 65537 is 65536 as an int: a silent overflow would allocate a far too small array
    assertThatThrownBy(() -> ArraySize.of("the components' means", 65_536, 65_537))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the components' means must have at most")
        .hasMessageContaining("65,536 x 65,537");
  }
}
