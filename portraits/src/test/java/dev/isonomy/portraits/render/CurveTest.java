package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CurveTest {
  @Test
  void stepRisesFromZeroToOne() {
    assertThat(Curve.step(1, 3, 0.5)).isZero();
    assertThat(Curve.step(1, 3, 2)).isEqualTo(0.5);
    assertThat(Curve.step(1, 3, 3.5)).isEqualTo(1);
  }

  @Test
  void stepFallsWhenItsEdgesAreSwapped() {
    assertThat(Curve.step(3, 1, 1)).isEqualTo(1);
    assertThat(Curve.step(3, 1, 3)).isZero();
  }

  @Test
  void bandCoversItsHalfWidth() {
    assertThat(Curve.band(0.1, 0.5, 0.2)).isEqualTo(1);
    assertThat(Curve.band(-0.5, 0.5, 0.2)).isEqualTo(0.5, within(1e-9));
    assertThat(Curve.band(0.61, 0.5, 0.2)).isZero();
  }

  @Test
  void blotEndsAtRadiusOne() {
    assertThat(Curve.blot(0, 0)).isEqualTo(1);
    assertThat(Curve.blot(0.6, 0.8)).isEqualTo(0, within(1e-12));
  }

  @Test
  void waveHasPeriodOne() {
    assertThat(Curve.wave(0.5)).isEqualTo(1);
    assertThat(Curve.wave(-2)).isZero();
    assertThat(Curve.wave(-1.75)).isEqualTo(Curve.wave(0.25), within(1e-12));
  }
}
