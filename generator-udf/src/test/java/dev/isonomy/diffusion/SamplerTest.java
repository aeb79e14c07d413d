package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerTest {
  private static final double MEAN = 0.7;
  private static final double WIDTH = 0.5;
  private static final Diffusion COSINE_V =
      new Diffusion(
          NoiseSchedule.of(BetaSchedule.COSINE, 1000), PredictionType.V_PREDICTION, Clipping.NONE);

  static List<Sampler> samplers() {
    return List.of(
        new Ddim(0),
        new Ddim(1),
        new Ddpm(Ddpm.Variance.FIXED_SMALL),
        new DpmSolver(DpmSolver.Equation.ODE),
        new Heun());
  }

  /** For Gaussian data everything is known: x_0 ~ N(mean, width^2) has a linear posterior mean. */
  private static Denoiser gaussian(NoiseSchedule schedule) {
    return (x, batch, t, out) -> {
      double alpha = schedule.alpha(t);
      double sigma = schedule.sigma(t);
      double total = alpha * alpha * WIDTH * WIDTH + sigma * sigma;
      for (int i = 0; i < x.length; i++) {
        double clean = MEAN + alpha * WIDTH * WIDTH / total * (x[i] - alpha * MEAN);
        double eps = (x[i] - alpha * clean) / sigma;
        out[i] = (float) (alpha * eps - sigma * clean);
      }
    };
  }

  private static StepNoise noise(int batch, long seed) {
    RandomStream[] streams = new RandomStream[batch];
    Arrays.setAll(streams, b -> RandomStream.of(seed, 0, b, Purpose.STEP_NOISE));
    return (sample, out) -> streams[sample].fillGaussian(out);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void recoversMeanAndWidthOfGaussianData(Sampler sampler) {
    int batch = 4000;
    float[] x = new float[batch];
    RandomStream.of(7, 0, 0, Purpose.INITIAL_NOISE).fillGaussian(x);
    int[] times = sampler.timesteps(TimestepSpacing.TRAILING, 1000, 100, 0);
    sampler.sample(COSINE_V, times, gaussian(COSINE_V.schedule()), x, batch, noise(batch, 7));
    double mean = 0;
    double square = 0;
    for (float value : x) {
      mean += value / (double) batch;
      square += (double) value * value / batch;
    }
    assertThat(mean).isCloseTo(MEAN, within(0.03));
    assertThat(Math.sqrt(square - mean * mean)).isCloseTo(WIDTH, within(0.03));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void resultOfSampleDoesNotDependOnItsBatch(Sampler sampler) {
    int[] times = sampler.timesteps(TimestepSpacing.TRAILING, 1000, 8, 0);
    float[] together = new float[5 * 3];
    RandomStream.of(3, 0, 0, Purpose.INITIAL_NOISE).fillGaussian(together);
    float[] alone = Arrays.copyOfRange(together, 3 * 3, 4 * 3);
    Denoiser denoiser = gaussian(COSINE_V.schedule());
    sampler.sample(COSINE_V, times, denoiser, together, 5, noise(5, 3));
    RandomStream fourth = RandomStream.of(3, 0, 3, Purpose.STEP_NOISE);
    sampler.sample(COSINE_V, times, denoiser, alone, 1, (sample, out) -> fourth.fillGaussian(out));
    assertThat(alone).isEqualTo(Arrays.copyOfRange(together, 3 * 3, 4 * 3));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void callsTheNetworkAsOftenAsItSays(Sampler sampler) {
    int[] calls = new int[1];
    Denoiser counting =
        (x, batch, t, out) -> {
          calls[0]++;
          Arrays.fill(out, 0);
        };
    int[] times = sampler.timesteps(TimestepSpacing.LEADING, 1000, 12, 0);
    sampler.sample(COSINE_V, times, counting, new float[] {1, 1}, 2, noise(2, 1));
    assertThat(calls[0]).isEqualTo(sampler.evaluations(12));
  }

  @Test
  void secondOrderSamplersConvergeFasterThanDdim() {
    float[] exact = run(new Heun(), 500);
    assertThat(distance(run(new DpmSolver(DpmSolver.Equation.ODE), 10), exact))
        .isLessThan(distance(run(new Ddim(0), 10), exact) / 3);
    assertThat(distance(run(new Heun(), 10), exact))
        .isLessThan(distance(run(new Ddim(0), 10), exact) / 3);
  }

  private static float[] run(Sampler sampler, int steps) {
    float[] x = {-1.5f, -0.3f, 0.2f, 1.1f};
    sampler.sample(
        COSINE_V,
        TimestepSpacing.TRAILING.timesteps(900, steps, 0),
        gaussian(COSINE_V.schedule()),
        x,
        1,
        StepNoise.NONE);
    return x;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void trajectoryFromTheMiddleStartsExactlyThere() {
    for (TimestepSpacing spacing : TimestepSpacing.values()) {
      assertThat(spacing.timestepsFrom(350, 10))
          .startsWith(350)
          .hasSize(10)
          .doesNotHaveDuplicates();
      assertThat(spacing.timestepsFrom(3, 10)).containsExactly(3, 2, 1, 0);
    }
  }

  @Test
  void cosineScheduleFollowsItsFormulaAndEndsFinite() {
    NoiseSchedule schedule = NoiseSchedule.of(BetaSchedule.COSINE, 1000);
    double expected =
        Math.pow(Math.cos((0.5 + 0.008) / 1.008 * Math.PI / 2), 2)
            / Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
    assertThat(schedule.alphaBar(499)).isCloseTo(expected, within(1e-12));
    assertThat(schedule.alphaBar(999)).isPositive();
    assertThat(schedule.alphaBar(NoiseSchedule.CLEAN)).isOne();
  }

  @Test
  void zeroTerminalSnrEndsWithoutSignalAndKeepsTheFirstLevel() {
    NoiseSchedule schedule = NoiseSchedule.of(BetaSchedule.SCALED_LINEAR, 1000);
    NoiseSchedule stretched = schedule.withZeroTerminalSnr();
    assertThat(stretched.alphaBar(999)).isZero();
    assertThat(stretched.alphaBar(0)).isCloseTo(schedule.alphaBar(0), within(1e-15));
  }

  @Test
  void predictionTypesAreThreeViewsOfTheSameState() {
    double alpha = 0.6;
    double sigma = 0.8;
    double clean = 0.3;
    double eps = -1.2;
    double x = alpha * clean + sigma * eps;
    for (PredictionType type : PredictionType.values()) {
      double output =
          switch (type) {
            case EPSILON -> eps;
            case SAMPLE -> clean;
            case V_PREDICTION -> alpha * eps - sigma * clean;
          };
      assertThat(type.cleanSample(alpha, sigma).apply(x, output)).isCloseTo(clean, within(1e-12));
      assertThat(type.noise(alpha, sigma).apply(x, output)).isCloseTo(eps, within(1e-12));
    }
  }

  @Test
  void unknownNamesAndImpossibleStepsAreUserErrors() {
    assertThatThrownBy(() -> Samplers.of("euler", 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "sampler must be one of ddim, ddpm, ddpm-large, dpm-solver++, sde-dpm-solver++, unipc, heun but was euler");
    assertThatThrownBy(() -> new Ddim(1.5)).hasMessage("eta must be in [0, 1] but was 1.5");
    assertThatThrownBy(() -> TimestepSpacing.TRAILING.timesteps(1000, 0, 0))
        .hasMessage("sampler steps must be in [1, 1000] but was 0");
    assertThatThrownBy(() -> BetaSchedule.ofName("quadratic"))
        .hasMessage("betaSchedule must be one of linear, scaled-linear, cosine but was quadratic");
    assertThatThrownBy(() -> PredictionType.ofName("score"))
        .hasMessage("predictionType must be one of epsilon, sample, v_prediction but was score");
  }

  @Test
  void timesMustFall() {
    assertThatThrownBy(
            () ->
                new Ddim(0)
                    .sample(
                        COSINE_V,
                        new int[] {5, 5},
                        (x, b, t, o) -> {},
                        new float[2],
                        1,
                        StepNoise.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("times must fall strictly but went from 5 to 5");
  }
}
