package dev.isonomy.portraits.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PortraitCellTest {
  @Test
  void indexIsRowMajorInGenderAgeAndSkin() {
    assertThat(new PortraitCell(Gender.FEMININE, Age.YOUNG, SkinTone.LIGHT).index()).isZero();
    assertThat(new PortraitCell(Gender.FEMININE, Age.YOUNG, SkinTone.DARK).index()).isEqualTo(2);
    assertThat(new PortraitCell(Gender.FEMININE, Age.SENIOR, SkinTone.LIGHT).index()).isEqualTo(6);
    assertThat(new PortraitCell(Gender.MASCULINE, Age.SENIOR, SkinTone.DARK).index()).isEqualTo(17);
  }

  @Test
  void allCellsAreInTheOrderOfTheirIndex() {
    assertThat(PortraitCell.all()).hasSize(18).doesNotHaveDuplicates();
    for (int i = 0; i < PortraitCell.COUNT; i++) {
      assertThat(PortraitCell.of(i).index()).isEqualTo(i);
    }
  }

  @Test
  void indexOutOfRangeIsRefused() {
    assertThatThrownBy(() -> PortraitCell.of(18))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cell index must be in [0, 18) but was 18");
  }

  @Test
  void missingAttributeIsNamed() {
    assertThatThrownBy(() -> new PortraitCell(Gender.FEMININE, null, SkinTone.DARK))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("age");
  }
}
