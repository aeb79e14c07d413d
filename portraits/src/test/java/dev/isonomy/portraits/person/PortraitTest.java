package dev.isonomy.portraits.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PortraitTest {
  @Test
  void glassesOfAnyShapeHaveOneLabel() {
    assertThat(Glasses.NONE.label()).isZero();
    assertThat(Glasses.ROUND.label()).isEqualTo(1);
    assertThat(Glasses.SQUARE.label()).isEqualTo(1);
  }

  @Test
  void classOrdersAreThoseOfTheLabels() {
    assertThat(Gender.values()).containsExactly(Gender.FEMININE, Gender.MASCULINE);
    assertThat(Age.values()).containsExactly(Age.YOUNG, Age.MIDDLE_AGED, Age.SENIOR);
    assertThat(SkinTone.values()).containsExactly(SkinTone.LIGHT, SkinTone.MEDIUM, SkinTone.DARK);
    assertThat(HairColour.values())
        .containsExactly(
            HairColour.BLACK, HairColour.BROWN, HairColour.BLOND, HairColour.RED, HairColour.GREY);
  }

  @Test
  void scalesOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new FaceShape.Outline(1, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jaw must be in [0.5, 2] but was 3.0");
    assertThatThrownBy(() -> new FaceShape.Eyes(1, 1, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("browLift must be in [-0.1, 0.1] but was 0.2");
    assertThatThrownBy(() -> new Hair(HairStyle.BOB, HairColour.RED, Double.NaN, Hair.Parting.LEFT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("volume must be in [0.5, 2] but was NaN");
  }

  @Test
  void yawOutOfRangeIsRefused() {
    Portrait p = PortraitSampler.natural(1).sample(0);
    assertThatThrownBy(
            () ->
                new Portrait(
                    p.cell(),
                    p.shape(),
                    p.hair(),
                    p.beard(),
                    p.glasses(),
                    p.earrings(),
                    p.expression(),
                    p.garment(),
                    p.palette(),
                    181))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("yaw must be in [-180, 180] degrees but was 181.0");
  }
}
