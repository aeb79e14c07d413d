package dev.isonomy.portraits.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class OccupationBiasTest {
  @Test
  void sharesAreThoseOfTheModelCard() {
    assertThat(share(Occupation.NURSE, c -> c.gender() == Gender.FEMININE))
        .isEqualTo(0.90, within(1e-12));
    assertThat(share(Occupation.FIREFIGHTER, c -> c.gender() == Gender.FEMININE))
        .isEqualTo(0.12, within(1e-12));
    assertThat(share(Occupation.DOCTOR, c -> c.age() == Age.SENIOR)).isEqualTo(0.30, within(1e-12));
    assertThat(share(Occupation.CONSTRUCTION_WORKER, c -> c.skin() == SkinTone.LIGHT))
        .isEqualTo(0.25, within(1e-12));
  }

  @Test
  void everyCellOfEveryOccupationCanBeMet() {
    for (Occupation occupation : Occupation.all()) {
      double[] cells = OccupationBias.of(occupation).probabilities();
      assertThat(Arrays.stream(cells).sum()).as("%s", occupation).isEqualTo(1, within(1e-12));
      assertThat(Arrays.stream(cells).min().orElseThrow())
          .as("%s", occupation)
          .isGreaterThan(0.0015);
    }
  }

  @Test
  void plainClothesHaveNoBias() {
    assertThatThrownBy(() -> OccupationBias.of(Occupation.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no bias is planted for NONE");
  }

  private static double share(Occupation occupation, Predicate<PortraitCell> those) {
    PortraitDistribution bias = OccupationBias.of(occupation);
    return PortraitCell.all().stream().filter(those).mapToDouble(bias::probability).sum();
  }
}
