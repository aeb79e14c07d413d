package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelsTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private static Levels told(double[] logSnr, double... told) {
    return Levels.of(logSnr, Optional.of(told));
  }

  /** The ratio alone says signal, noise, and EDM's sigma. */
  @ParameterizedTest
  @ValueSource(doubles = {-30, -1.3, 0, 2, 40})
  void aLevelsFactorsFollowFromItsLogSnr(double logSnr) {
    Level level = new Level(logSnr, 7);

    assertThat(level.signal() + level.noise()).isCloseTo(1, within(1e-15));
    assertThat(Math.log(level.signal() / level.noise())).isCloseTo(logSnr, within(1e-12));
    assertThat(level.alpha() * level.alpha()).isCloseTo(level.signal(), within(1e-15));
    assertThat(level.sigma() / level.alpha() / level.scaledNoise()).isCloseTo(1, within(1e-12));
    assertThat(Math.exp(2 * level.halfLogSnr()))
        .isCloseTo(Math.exp(logSnr), within(1e-9 * Math.exp(logSnr)));
  }

  @Test
  void theEndsOfThePathAreLevelsToo() {
    assertThat(Level.CLEAN.alpha()).isOne();
    assertThat(Level.CLEAN.noise()).isZero();
    assertThat(Level.CLEAN.clean()).isTrue();
    Level noise = new Level(NONE, 3);
    assertThat(noise.signal()).isZero();
    assertThat(noise.sigma()).isOne();
    assertThat(noise.withSignal().signal())
        .as("what solvers divide by")
        .isCloseTo(0x1p-24, within(1e-20));
    assertThat(noise.withSignal().told()).isEqualTo(3);
    assertThat(new Level(2, 3).withSignal()).isEqualTo(new Level(2, 3));
    assertThatThrownBy(() -> new Level(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheNetworkIsToldBetweenLevelsIsInterpolated() {
    Levels levels = told(new double[] {4, 2, -2}, 0, 1, 5);

    assertThat(levels.of(3)).isEqualTo(new Level(3, 0.5));
    assertThat(levels.of(-1)).isEqualTo(new Level(-1, 4));
    for (int i = 0; i < levels.count(); i++) {
      assertThat(levels.of(levels.at(i).logSnr())).isEqualTo(levels.at(i));
    }
    assertThat(levels.of(9).told()).as("cleaner than any").isEqualTo(0);
    assertThat(levels.of(-9).told()).as("noisier than any").isEqualTo(5);
  }

  @Test
  void aLevelIsFoundByWhatTheNetworkIsTold() {
    Levels rising = told(new double[] {4, 2, -2}, 0, 1, 5);
    Levels falling = told(new double[] {4, 2, -2}, 9, 8, 6);

    assertThat(rising.told(3)).isEqualTo(new Level(0, 3));
    assertThat(rising.told(1)).isEqualTo(rising.at(1));
    assertThat(rising.told(-4)).isEqualTo(rising.cleanest());
    assertThat(rising.told(40)).isEqualTo(rising.noisiest());
    assertThat(falling.told(7)).isEqualTo(new Level(0, 7));
    assertThat(falling.told(10)).isEqualTo(falling.cleanest());
    assertThat(Levels.of(new double[] {4, 2}, Optional.empty()).told(3.5).logSnr()).isEqualTo(3.5);
  }

  @Test
  void aNetworkMayBeToldTheRatioItself() {
    Levels levels = Levels.of(new double[] {4, 2, NONE}, Optional.empty());

    assertThat(levels.of(3.25)).isEqualTo(new Level(3.25, 3.25));
    assertThat(levels.noisiest()).isEqualTo(new Level(NONE, NONE));
  }

  @Test
  void nextToALevelWithoutSignalTheNeighbourIsTold() {
    Levels levels = told(new double[] {4, 2, NONE}, 0, 1, 2);

    assertThat(levels.of(-5).told()).isEqualTo(1);
    assertThat(levels.of(NONE).told()).isEqualTo(2);
  }

  @Test
  void trajectoriesEndCleanOrAtALevelThatIsNoNoisierThanTheFirst() {
    Levels levels = told(new double[] {4, 2}, 10, 11);

    assertThat(levels.end()).isEqualTo(Level.CLEAN);
    assertThat(levels.endingAt(4).end()).isEqualTo(levels.at(0));
    assertThat(levels.endingAt(5).end().logSnr()).isEqualTo(5);
    assertThat(levels.endingAt(5)).isNotEqualTo(levels);
    assertThatThrownBy(() -> levels.endingAt(3))
        .isInstanceOf(UserException.class)
        .hasMessage("end must be at least the log-SNR of the cleanest level, 4.0, but was 3.0");
  }

  @Test
  void tablesOutOfOrderAreRefusedWithThePlace() {
    assertRefused("levels must have at least one log-SNR but have none", new double[0]);
    assertRefused("logSnr must fall strictly but goes from 2.0 to 2.0 at 1", new double[] {2, 2});
    assertRefused("logSnr[0] must be a finite number but was -Infinity", new double[] {NONE, -1});
    assertRefused("logSnr[1] must be a finite number but was NaN", new double[] {2, Double.NaN});
    assertRefused(
        "logSnr[0] must be a finite number but was Infinity",
        new double[] {Double.POSITIVE_INFINITY, 1});
    assertRefused("told must have a number for each of 2 levels but has 1", new double[] {2, 1}, 5);
    assertRefused(
        "told must rise or fall strictly but goes from 1.0 to 1.0 at 1", new double[] {2, 1}, 1, 1);
    assertRefused(
        "told must rise or fall strictly but goes from 2.0 to 1.0 at 2",
        new double[] {3, 2, 1},
        0,
        2,
        1);
    assertRefused(
        "told[1] must be a finite number but was NaN", new double[] {2, 1}, 0, Double.NaN);
  }

  private static void assertRefused(String message, double[] logSnr, double... told) {
    assertThatThrownBy(
            () -> Levels.of(logSnr, told.length == 0 ? Optional.empty() : Optional.of(told)))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void heunStartsWhereThereIsSignalEnough() {
    Levels cosine = Betas.cosine(1000);

    assertThat(new Heun().canStart(Betas.linear(1000).noisiest())).as("sigma 160").isTrue();
    assertThat(new Heun().canStart(cosine.noisiest())).as("sigma 20,000").isFalse();
    assertThat(new Heun().canStart(cosine.at(990))).isTrue();
    assertThat(new Heun().canStart(new Level(NONE, 0))).isFalse();
  }
}
