package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnitRangesTest {
  @Test
  void neighboursAreWrittenAsRanges() {
    assertThat(UnitRanges.of(List.of(0L, 1L, 2L, 7L, 9L, 10L))).isEqualTo("0-2,7,9-10");
    assertThat(UnitRanges.of(List.of(5L))).isEqualTo("5");
    assertThat(UnitRanges.of(List.of())).isEmpty();
  }

  @Test
  void everyIndexFindsItsNumber() {
    List<Long> units = List.of(0L, 1L, 2L, 7L, 9L, 10L, 4_000_000_000L);
    String text = UnitRanges.of(units);
    for (int i = 0; i < units.size(); i++) {
      assertThat(UnitRanges.at(text, i)).isEqualTo(units.get(i));
    }
    assertThatThrownBy(() -> UnitRanges.at(text, units.size()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
