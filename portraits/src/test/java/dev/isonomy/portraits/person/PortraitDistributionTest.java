package dev.isonomy.portraits.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PortraitDistributionTest {
  private final PortraitDistribution natural = PortraitDistribution.natural();

  @Test
  void naturalMarginalsAreSkewedAsDocumented() {
    assertThat(share(c -> c.gender() == Gender.FEMININE)).isEqualTo(0.62, within(1e-12));
    assertThat(share(c -> c.age() == Age.YOUNG)).isEqualTo(0.60, within(1e-12));
    assertThat(share(c -> c.age() == Age.MIDDLE_AGED)).isEqualTo(0.30, within(1e-12));
    assertThat(share(c -> c.age() == Age.SENIOR)).isEqualTo(0.10, within(1e-12));
    assertThat(share(c -> c.skin() == SkinTone.LIGHT)).isEqualTo(0.72, within(1e-12));
    assertThat(share(c -> c.skin() == SkinTone.MEDIUM)).isEqualTo(0.18, within(1e-12));
    assertThat(share(c -> c.skin() == SkinTone.DARK)).isEqualTo(0.10, within(1e-12));
  }

  @Test
  void naturalSeniorsAreMostlyMasculine() {
    double masculine = share(c -> c.age() == Age.SENIOR && c.gender() == Gender.MASCULINE);
    assertThat(masculine / share(c -> c.age() == Age.SENIOR)).isEqualTo(0.75, within(1e-12));
  }

  @Test
  void rarestNaturalCellHasHalfAPercent() {
    double rarest = Arrays.stream(natural.probabilities()).min().orElseThrow();
    assertThat(rarest).isEqualTo(0.005, within(1e-12));
    assertThat(natural.probability(new PortraitCell(Gender.FEMININE, Age.SENIOR, SkinTone.DARK)))
        .isEqualTo(rarest);
  }

  @Test
  void probabilitiesSumToOne() {
    assertThat(share(c -> true)).isEqualTo(1, within(1e-12));
    assertThat(PortraitDistribution.balanced().probabilities()).containsOnly(1.0 / 18);
  }

  @Test
  void probabilitiesAreACopy() {
    natural.probabilities()[0] = 7;
    assertThat(natural.probabilities()[0]).isEqualTo(0.34, within(1e-12));
  }

  @Test
  void quantileInvertsTheCumulativeDistribution() {
    assertThat(natural.quantile(0)).isEqualTo(PortraitCell.of(0));
    assertThat(natural.quantile(0.3399)).isEqualTo(PortraitCell.of(0));
    assertThat(natural.quantile(0.3401)).isEqualTo(PortraitCell.of(1));
    assertThat(natural.quantile(Math.nextDown(1.0))).isEqualTo(PortraitCell.of(17));
  }

  @Test
  void quantileOutsideTheUnitIntervalIsRefused() {
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> natural.quantile(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("uniform must be in [0, 1) but was " + bad);
    }
  }

  private double share(Predicate<PortraitCell> those) {
    return PortraitCell.all().stream().filter(those).mapToDouble(natural::probability).sum();
  }
}
