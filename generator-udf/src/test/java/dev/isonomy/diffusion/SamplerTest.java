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
      new Diffusion(Betas.cosine(1000), PredictionType.V_PREDICTION, Clipping.NONE);

  static List<Sampler> samplers() {
    return List.of(
        new Ddim(0),
        new Ddim(1),
        new Ddpm(Ddpm.Variance.FIXED_SMALL),
        new DpmSolver(DpmSolver.Equation.ODE),
        new Heun());
  }

  /** For Gaussian data everything is known: x_0 ~ N(mean, width^2) has a linear posterior mean. */
  private static Denoiser gaussian() {
    return (x, batch, level, out) -> {
      double alpha = level.alpha();
      double sigma = level.sigma();
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
    Level[] visited = sampler.levels(Spacings.of("trailing"), COSINE_V.levels(), 100);
    sampler.sample(COSINE_V, visited, gaussian(), x, batch, noise(batch, 7));
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
    Level[] visited = sampler.levels(Spacings.of("trailing"), COSINE_V.levels(), 8);
    float[] together = new float[5 * 3];
    RandomStream.of(3, 0, 0, Purpose.INITIAL_NOISE).fillGaussian(together);
    float[] alone = Arrays.copyOfRange(together, 3 * 3, 4 * 3);
    Denoiser denoiser = gaussian();
    sampler.sample(COSINE_V, visited, denoiser, together, 5, noise(5, 3));
    RandomStream fourth = RandomStream.of(3, 0, 3, Purpose.STEP_NOISE);
    sampler.sample(
        COSINE_V, visited, denoiser, alone, 1, (sample, out) -> fourth.fillGaussian(out));
    assertThat(alone).isEqualTo(Arrays.copyOfRange(together, 3 * 3, 4 * 3));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void callsTheNetworkAsOftenAsItSays(Sampler sampler) {
    int[] calls = new int[1];
    Denoiser counting =
        (x, batch, level, out) -> {
          calls[0]++;
          Arrays.fill(out, 0);
        };
    Level[] visited = sampler.levels(Spacings.of("leading"), COSINE_V.levels(), 12);
    sampler.sample(COSINE_V, visited, counting, new float[] {1, 1}, 2, noise(2, 1));
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
        Spacings.of("trailing").levelsFrom(COSINE_V.levels(), 899, steps),
        gaussian(),
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
  void unknownNamesAreUserErrors() {
    assertThatThrownBy(() -> Samplers.of("euler", 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "sampler must be one of ddim, ddpm, ddpm-large, dpm-solver++, sde-dpm-solver++, unipc,"
                + " heun, consistency, tcd but was euler");
    assertThatThrownBy(() -> new Ddim(1.5)).hasMessage("eta must be in [0, 1] but was 1.5");
    assertThatThrownBy(() -> new Tcd(-1)).hasMessage("eta must be in [0, 1] but was -1.0");
    assertThatThrownBy(() -> PredictionType.ofName("score"))
        .hasMessage("prediction must be one of epsilon, sample, v_prediction but was score");
  }
}
