package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClippingTest {
  private static float[] clipped(Clipping clipping, int batch, float... samples) {
    float[] x = samples.clone();
    clipping.apply(x, batch, x.length / batch);
    return x;
  }

  @Test
  void withoutClippingNothingChanges() {
    assertThat(clipped(Clipping.NONE, 1, -9, 0.5f, 9)).containsExactly(-9, 0.5f, 9);
  }

  @Test
  void aRangeLimitsBothSides() {
    assertThat(clipped(new Clipping.Range(2), 2, -9, -2, 0.5f, 2.5f))
        .containsExactly(-2, -2, 0.5f, 2);
  }

  /** With ratio 0.5 the quantile of 0, 1, 2, 3, 4 is 2: values are cut there and divided by it. */
  @Test
  void dynamicThresholdingDividesByTheQuantileOfTheSample() {
    assertThat(clipped(new Clipping.Dynamic(0.5, 10), 1, 0, -1, 2, -3, 4))
        .containsExactly(0, -0.5f, 1, -1, 1);
  }

  @Test
  void theQuantileIsInterpolated() {
    // 0.75 of the way from 2 to 4
    assertThat(clipped(new Clipping.Dynamic(0.75, 10), 1, 2, 4))
        .containsExactly(new float[] {2 / 3.5f, 1}, within(1e-6f));
  }

  @Test
  void theThresholdIsAtLeastOneAndAtMostItsMaximum() {
    assertThat(clipped(new Clipping.Dynamic(1, 3), 1, 0.5f, -0.25f))
        .as("a sample within [-1, 1] stays")
        .containsExactly(0.5f, -0.25f);
    assertThat(clipped(new Clipping.Dynamic(1, 3), 1, 30, 1.5f))
        .as("a larger one is cut at the maximum")
        .containsExactly(1, 0.5f);
  }

  @Test
  void everySampleHasItsOwnThreshold() {
    Clipping.Dynamic clipping = new Clipping.Dynamic(1, 100);

    assertThat(clipped(clipping, 2, 2, 1, 8, 2)).containsExactly(1, 0.5f, 1, 0.25f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "range", "dynamic"})
  void whatIsNoNumberStaysVisible(String kind) {
    Clipping clipping =
        switch (kind) {
          case "none" -> Clipping.NONE;
          case "range" -> new Clipping.Range(1);
          default -> new Clipping.Dynamic(0.995, 1);
        };

    assertThat(clipped(clipping, 1, Float.NaN, 0.5f, 0.25f)[0]).isNaN();
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new Clipping.Range(0))
        .hasMessage("clipping range must be positive but was 0.0");
    assertThatThrownBy(() -> new Clipping.Range(Double.NaN)).hasMessageContaining("but was NaN");
    assertThatThrownBy(() -> new Clipping.Dynamic(0, 1))
        .hasMessage("dynamic thresholding ratio must be in (0, 1] but was 0.0");
    assertThatThrownBy(() -> new Clipping.Dynamic(1.01, 1)).hasMessageContaining("was 1.01");
    assertThatThrownBy(() -> new Clipping.Dynamic(1, 0.5))
        .hasMessage("dynamic thresholding maximum must be at least 1 but was 0.5");
  }
}
