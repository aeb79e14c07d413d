package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single steps of each sampler by their formulas, and what they refuse. */
class SamplerStepTest {
  private static final Levels LEVELS = Betas.linear(100);
  private static final Denoiser ZERO = (x, batch, level, out) -> Arrays.fill(out, 0);

  static Stream<Sampler> samplers() {
    return Stream.of(
        new Ddim(0),
        new Ddim(1),
        new Ddpm(Ddpm.Variance.FIXED_SMALL),
        new Ddpm(Ddpm.Variance.FIXED_LARGE),
        new DpmSolver(DpmSolver.Equation.ODE),
        new DpmSolver(DpmSolver.Equation.SDE),
        new UniPc(),
        new Heun(),
        new Consistency(),
        new Tcd(0),
        new Tcd(0.3));
  }

  private static Diffusion predicting(PredictionType type) {
    return new Diffusion(LEVELS, type, Clipping.NONE);
  }

  /** A network that knows the clean sample. */
  private static Denoiser oracle(PredictionType type, double clean) {
    return (x, batch, level, out) -> {
      double alpha = level.alpha();
      double sigma = level.sigma();
      for (int i = 0; i < x.length; i++) {
        double eps = (x[i] - alpha * clean) / sigma;
        out[i] =
            (float)
                switch (type) {
                  case EPSILON -> eps;
                  case SAMPLE -> clean;
                  case V_PREDICTION -> alpha * eps - sigma * clean;
                };
      }
    };
  }

  static Stream<Arguments> samplersAndPredictions() {
    return samplers()
        .flatMap(
            sampler -> Stream.of(PredictionType.values()).map(type -> Arguments.of(sampler, type)));
  }

  /** If the network knows the clean sample, the last step of every sampler returns it. */
  @ParameterizedTest
  @MethodSource("samplersAndPredictions")
  void aNetworkThatKnowsTheCleanSampleIsFollowedToIt(Sampler sampler, PredictionType type) {
    float[] x = {1.5f, -0.7f, 0.1f};
    Level[] visited = sampler.levels(Spacings.of("trailing"), LEVELS, 7);

    sampler.sample(
        predicting(type), visited, oracle(type, 0.25), x, 3, (s, fresh) -> fresh[0] = 0.9f);

    assertThat(x).containsExactly(new float[] {0.25f, 0.25f, 0.25f}, within(2e-4f));
  }

  /** A single step goes from its time to the clean end: x_0, whatever the sampler. */
  @ParameterizedTest
  @MethodSource("samplers")
  void aSingleStepIsThePredictedCleanSample(Sampler sampler) {
    float[] x = {0.8f};
    double alpha = LEVELS.at(60).alpha();
    double sigma = LEVELS.at(60).sigma();

    sampler.sample(
        predicting(PredictionType.EPSILON),
        levels(60),
        (state, batch, level, out) -> out[0] = 0.3f,
        x,
        1,
        (s, fresh) -> fresh[0] = 100);

    assertThat((double) x[0]).isCloseTo((0.8 - sigma * 0.3) / alpha, within(1e-6));
  }

  /** Equations 12 and 16 of the paper, with a network that predicts no noise. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void aStepOfDdimIsThePapers(double eta) {
    double from = LEVELS.at(80).signal();
    double to = LEVELS.at(40).signal();
    double variance = eta * eta * (1 - to) / (1 - from) * (1 - from / to);
    List<float[]> seen = new ArrayList<>();
    float[] x = {0.5f};

    new Ddim(eta)
        .sample(
            predicting(PredictionType.EPSILON),
            levels(80, 40),
            (state, batch, level, out) -> {
              seen.add(state.clone());
              out[0] = 0.2f;
            },
            x,
            1,
            (s, fresh) -> fresh[0] = 2);

    double clean = (0.5 - Math.sqrt(1 - from) * 0.2) / Math.sqrt(from);
    double expected =
        Math.sqrt(to) * clean + Math.sqrt(1 - to - variance) * 0.2 + Math.sqrt(variance) * 2;
    assertThat((double) seen.get(1)[0]).isCloseTo(expected, within(1e-6));
  }

  /** Equations 6 and 7 of Ho et al., with the two variances of section 3.2. */
  @Test
  void aStepOfDdpmIsThePapersAndItsLastOneIsWithoutNoise() {
    double from = LEVELS.at(80).signal();
    double to = LEVELS.at(40).signal();
    double a = from / to;
    double mean =
        Math.sqrt(to) * (1 - a) / (1 - from) * 0.4 + Math.sqrt(a) * (1 - to) / (1 - from) * 0.5;
    for (Ddpm.Variance variance : Ddpm.Variance.values()) {
      double square =
          variance == Ddpm.Variance.FIXED_LARGE ? 1 - a : (1 - to) / (1 - from) * (1 - a);
      List<float[]> seen = new ArrayList<>();
      int[] draws = new int[1];
      float[] x = {0.5f};

      new Ddpm(variance)
          .sample(
              predicting(PredictionType.SAMPLE),
              levels(80, 40),
              (state, batch, level, out) -> {
                seen.add(state.clone());
                out[0] = 0.4f;
              },
              x,
              1,
              (s, fresh) -> {
                fresh[0] = 3;
                draws[0]++;
              });

      assertThat((double) seen.get(1)[0]).isCloseTo(mean + 3 * Math.sqrt(square), within(1e-6));
      assertThat(draws[0]).as("noise of the first of two steps").isEqualTo(1);
      assertThat(x[0]).isEqualTo(0.4f);
    }
  }

  /** With eta = 1 DDIM is DDPM with the small variance (Song et al., section 4.1). */
  @Test
  void ddimOfEtaOneIsDdpm() {
    float[] ddim = {0.5f, -1.25f};
    float[] ddpm = ddim.clone();
    Level[] visited = Spacings.of("trailing").levels(LEVELS, 6);
    Denoiser network =
        (x, batch, level, out) -> {
          for (int i = 0; i < x.length; i++) {
            out[i] = 0.5f * x[i];
          }
        };
    StepNoise noise = (sample, fresh) -> fresh[0] = sample - 0.4f;

    new Ddim(1).sample(predicting(PredictionType.EPSILON), visited, network, ddim, 2, noise);
    new Ddpm(Ddpm.Variance.FIXED_SMALL)
        .sample(predicting(PredictionType.EPSILON), visited, network, ddpm, 2, noise);

    assertThat(ddim).containsExactly(ddpm, within(1e-5f));
  }

  /** Algorithm 2: the second step extrapolates from the clean samples of both. */
  @Test
  void theSecondStepOfThreeIsOfSecondOrderInTheSolver() {
    Level[] visited = levels(80, 50, 20);
    double[] lambda = {
      LEVELS.at(80).halfLogSnr(), LEVELS.at(50).halfLogSnr(), LEVELS.at(20).halfLogSnr()
    };
    double h1 = lambda[1] - lambda[0];
    double h2 = lambda[2] - lambda[1];
    List<float[]> seen = new ArrayList<>();
    float[] x = {0.5f};

    new DpmSolver(DpmSolver.Equation.ODE)
        .sample(
            predicting(PredictionType.SAMPLE),
            visited,
            (state, batch, level, out) -> {
              seen.add(state.clone());
              out[0] = level.told() == 80 ? 0.9f : 0.1f;
            },
            x,
            1,
            StepNoise.NONE);

    double first =
        LEVELS.at(50).sigma() / LEVELS.at(80).sigma() * 0.5
            - LEVELS.at(50).alpha() * Math.expm1(-h1) * 0.9;
    double r = h1 / h2;
    double data = (1 + 1 / (2 * r)) * 0.1 - 1 / (2 * r) * 0.9;
    double second =
        LEVELS.at(20).sigma() / LEVELS.at(50).sigma() * first
            - LEVELS.at(20).alpha() * Math.expm1(-h2) * data;
    assertThat((double) seen.get(1)[0]).isCloseTo(first, within(1e-6));
    assertThat((double) seen.get(2)[0]).isCloseTo(second, within(1e-6));
    assertThat(x[0]).as("the last step is of first order").isCloseTo(0.1f, within(1e-6f));
  }

  /** Algorithm 1 of EDM in the coordinates y = x / alpha, s = sigma / alpha. */
  @Test
  void aStepOfHeunAveragesTheSlopesAtBothEnds() {
    double[] s = {
      LEVELS.at(80).sigma() / LEVELS.at(80).alpha(), LEVELS.at(30).sigma() / LEVELS.at(30).alpha()
    };
    List<Double> asked = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    float[] x = {0.5f};

    new Heun()
        .sample(
            predicting(PredictionType.SAMPLE),
            levels(80, 30),
            (state, batch, level, out) -> {
              asked.add(level.told());
              seen.add(state.clone());
              out[0] = level.told() == 80 ? 0.9f : 0.1f;
            },
            x,
            1,
            StepNoise.NONE);

    double y = 0.5 / LEVELS.at(80).alpha();
    double slope = (y - 0.9) / s[0];
    double predicted = y + (s[1] - s[0]) * slope;
    double corrected = y + (s[1] - s[0]) * 0.5 * (slope + (predicted - 0.1) / s[1]);
    assertThat(asked).containsExactly(80.0, 30.0, 30.0);
    assertThat((double) seen.get(1)[0]).isCloseTo(LEVELS.at(30).alpha() * predicted, within(1e-6));
    assertThat((double) seen.get(2)[0]).isCloseTo(LEVELS.at(30).alpha() * corrected, within(1e-6));
    assertThat(x[0]).as("the last step is Euler's").isCloseTo(0.1f, within(1e-6f));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aPredictionThatIsNoNumberEndsAsNone(Sampler sampler) {
    float[] x = {1, 1};
    Denoiser broken = (state, batch, level, out) -> out[1] = level.told() < 50 ? Float.NaN : 0;

    sampler.sample(
        predicting(PredictionType.V_PREDICTION),
        levels(90, 60, 30),
        broken,
        x,
        2,
        (s, fresh) -> fresh[0] = 0);

    assertThat(x[0]).as("the neighbour is not touched").isFinite();
    assertThat(x[1]).isNaN();
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aScheduleWithoutSignalAtItsEndIsSampledFromItsEnd(Sampler sampler) {
    Levels stretched = Betas.withoutTerminalSignal(LEVELS);
    float[] x = {0.8f};

    sampler.sample(
        new Diffusion(stretched, PredictionType.SAMPLE, Clipping.NONE),
        new Level[] {stretched.at(99), stretched.at(50)},
        (state, batch, level, out) -> out[0] = 0.3f,
        x,
        1,
        (s, fresh) -> fresh[0] = 0);

    assertThat(x[0]).isCloseTo(0.3f, within(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void levelsThatAreNoTrajectoryAreRefusedByEverySampler(Sampler sampler) {
    assertRefused(sampler, 1, "a trajectory must visit a level");
    assertRefused(sampler, 1, "log-SNR must rise strictly but went from .* to .*", 50, 50);
    assertRefused(sampler, 1, "log-SNR must rise strictly but went from .* to .*", 20, 50);
    assertRefused(sampler, 2, "state of 3 numbers cannot hold 2 samples", 50);
    assertRefused(sampler, 0, "state of 3 numbers cannot hold 0 samples", 50);
  }

  private static void assertRefused(Sampler sampler, int batch, String message, int... indices) {
    float[] x = {1, 2, 3};
    assertThatThrownBy(
            () ->
                sampler.sample(
                    predicting(PredictionType.SAMPLE),
                    levels(indices),
                    ZERO,
                    x,
                    batch,
                    StepNoise.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(message);
    assertThat(x).as("nothing was changed").containsExactly(1, 2, 3);
  }

  private static Level[] levels(int... indices) {
    return Arrays.stream(indices).mapToObj(LEVELS::at).toArray(Level[]::new);
  }

  @Test
  void onlyStochasticSamplersAskForNoise() {
    for (Sampler sampler : samplers().toList()) {
      float[] x = {1};
      Runnable run =
          () ->
              sampler.sample(
                  predicting(PredictionType.SAMPLE), levels(9, 5), ZERO, x, 1, StepNoise.NONE);
      if (sampler.stochastic()) {
        assertThatThrownBy(run::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("a stochastic sampler needs step noise");
      } else {
        run.run();
        assertThat(x[0]).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void etaOutOfRangeIsNamed(double eta) {
    assertThatThrownBy(() -> Samplers.of("ddim", eta))
        .isInstanceOf(UserException.class)
        .hasMessage("eta must be in [0, 1] but was " + eta);
  }

  @Test
  void everySamplerIsFoundByItsOwnName() {
    samplers().forEach(each -> assertThat(Samplers.of(each.label(), eta(each))).isEqualTo(each));
  }

  private static double eta(Sampler sampler) {
    if (sampler instanceof Tcd tcd) {
      return tcd.eta();
    }
    return sampler instanceof Ddim ddim ? ddim.eta() : 0;
  }
}
