package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseScheduleTest {
  @Test
  void alphaBarIsTheProductOfWhatBetasLeave() {
    NoiseSchedule schedule = NoiseSchedule.ofBetas(new double[] {0.1, 0.2, 0.5});

    assertThat(schedule.steps()).isEqualTo(3);
    assertThat(schedule.alphaBar(NoiseSchedule.CLEAN)).isOne();
    assertThat(schedule.alphaBar(0)).isCloseTo(0.9, within(1e-15));
    assertThat(schedule.alphaBar(1)).isCloseTo(0.9 * 0.8, within(1e-15));
    assertThat(schedule.alphaBar(2)).isCloseTo(0.9 * 0.8 * 0.5, within(1e-15));
    assertThat(schedule.alpha(2)).isCloseTo(Math.sqrt(0.36), within(1e-15));
    assertThat(schedule.sigma(2)).isCloseTo(Math.sqrt(0.64), within(1e-15));
    assertThat(schedule.halfLogSnr(2)).isCloseTo(Math.log(0.6 / 0.8), within(1e-15));
    assertThat(schedule.halfLogSnr(NoiseSchedule.CLEAN)).isInfinite().isPositive();
  }

  /** The betas that a schedule has, by their quotients. */
  private static double beta(NoiseSchedule schedule, int t) {
    return 1 - schedule.alphaBar(t) / schedule.alphaBar(t - 1);
  }

  @Test
  void betasRunLinearlyOrTheirRootsDo() {
    NoiseSchedule linear = NoiseSchedule.of(BetaSchedule.LINEAR, 5, 0.1, 0.5);
    NoiseSchedule scaled = NoiseSchedule.of(BetaSchedule.SCALED_LINEAR, 5, 0.04, 0.36);

    for (int t = 0; t < 5; t++) {
      assertThat(beta(linear, t)).isCloseTo(0.1 + 0.1 * t, within(1e-12));
      assertThat(Math.sqrt(beta(scaled, t))).isCloseTo(0.2 + 0.1 * t, within(1e-12));
    }
  }

  @Test
  void theUsualBetasAreThoseOfDdpmAndOfLatentDiffusion() {
    NoiseSchedule linear = NoiseSchedule.of(BetaSchedule.LINEAR, 1000);
    NoiseSchedule scaled = NoiseSchedule.of(BetaSchedule.SCALED_LINEAR, 1000);

    assertThat(beta(linear, 0)).isCloseTo(1e-4, within(1e-12));
    assertThat(beta(linear, 999)).isCloseTo(0.02, within(1e-12));
    assertThat(beta(scaled, 0)).isCloseTo(0.00085, within(1e-12));
    assertThat(beta(scaled, 999)).isCloseTo(0.012, within(1e-12));
  }

  @Test
  void theCosinesLastBetaIsCapped() {
    assertThat(beta(NoiseSchedule.of(BetaSchedule.COSINE, 1000), 999))
        .isCloseTo(NoiseSchedule.MAX_BETA, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(BetaSchedule.class)
  void everyScheduleGetsNoisierStepByStep(BetaSchedule kind) {
    for (int steps : new int[] {1, 2, 10, 1000}) {
      NoiseSchedule schedule = NoiseSchedule.of(kind, steps);
      for (int t = 0; t < steps; t++) {
        assertThat(schedule.alphaBar(t)).isPositive().isLessThan(schedule.alphaBar(t - 1));
        assertThat(Math.hypot(schedule.alpha(t), schedule.sigma(t))).isCloseTo(1, within(1e-14));
      }
    }
  }

  /** sqrt(alphaBar) is mapped linearly: (s - last) first / (first - last). */
  @Test
  void zeroTerminalSnrStretchesTheRootsLinearly() {
    NoiseSchedule schedule = NoiseSchedule.ofBetas(new double[] {0.19, 0.51, 0.36});
    double first = schedule.alpha(0);
    double last = schedule.alpha(2);

    NoiseSchedule stretched = schedule.withZeroTerminalSnr();

    assertThat(stretched.alpha(1))
        .isCloseTo((schedule.alpha(1) - last) * first / (first - last), within(1e-15));
    assertThat(stretched.alphaBar(2)).isZero();
    assertThat(stretched.positiveAlphaBar(2)).as("what solvers divide by").isEqualTo(0x1p-24);
    assertThat(stretched.positiveAlphaBar(1)).isEqualTo(stretched.alphaBar(1));
    assertThat(schedule.alphaBar(2)).as("the schedule itself stays").isPositive();
  }

  @Test
  void aScheduleMayEndAtItsFirstStepAndStretchingKeepsThat() {
    NoiseSchedule ending = NoiseSchedule.of(BetaSchedule.LINEAR, 10).endingAtFirstStep();

    assertThat(ending.alphaBar(NoiseSchedule.CLEAN)).isEqualTo(ending.alphaBar(0));
    assertThat(ending.withZeroTerminalSnr().alphaBar(NoiseSchedule.CLEAN))
        .isEqualTo(ending.alphaBar(0));
    assertThat(ending).isNotEqualTo(NoiseSchedule.of(BetaSchedule.LINEAR, 10));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aBetaOutOfRangeIsNamedWithItsStep(double beta) {
    assertThatThrownBy(() -> NoiseSchedule.ofBetas(new double[] {0.1, beta}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta[1] must be in (0, 1) but was " + beta);
  }

  @Test
  void noStepsAreNoSchedule() {
    assertThatThrownBy(() -> NoiseSchedule.ofBetas(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a noise schedule needs at least one step");
  }

  @Test
  void levelsThatRoundToPureNoiseOrPureSignalAreRefused() {
    assertThatThrownBy(() -> NoiseSchedule.of(BetaSchedule.LINEAR, 100_000))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "betas must leave signal and noise at every step, but alphaBar is 1.*E-76 at step \\d+"
                + " of 100000");
    assertThatThrownBy(() -> NoiseSchedule.of(BetaSchedule.LINEAR, 10, 1e-20, 0.02))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("alphaBar is 1.0 at step 0 of 10");
    assertThatThrownBy(() -> NoiseSchedule.of(BetaSchedule.LINEAR, 1).withZeroTerminalSnr())
        .isInstanceOf(UserException.class)
        .hasMessage("zero terminal SNR must have at least 2 training steps but has 1");
  }

  @Test
  void schedulesOfDiffusersAreUnderstoodByTheirNamesThere() {
    assertThat(BetaSchedule.ofName("scaled_linear")).isEqualTo(BetaSchedule.SCALED_LINEAR);
    assertThat(BetaSchedule.ofName("squaredcos_cap_v2")).isEqualTo(BetaSchedule.COSINE);
  }

  @Test
  void heunStartsWhereThereIsSignalEnough() {
    NoiseSchedule linear = NoiseSchedule.of(BetaSchedule.LINEAR, 1000);
    NoiseSchedule cosine = NoiseSchedule.of(BetaSchedule.COSINE, 1000);

    assertThat(new Heun().canStart(linear, 999)).as("sigma / alpha is 160").isTrue();
    assertThat(new Heun().canStart(cosine, 999)).as("sigma / alpha is 20,000").isFalse();
    assertThat(new Heun().canStart(cosine, 990)).isTrue();
    assertThat(new Heun().canStart(linear.withZeroTerminalSnr(), 999)).isFalse();
  }
}
