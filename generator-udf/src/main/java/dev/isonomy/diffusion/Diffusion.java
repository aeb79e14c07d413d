package dev.isonomy.diffusion;

import java.util.Objects;

/**
 * How a network was trained: everything a sampler must know to use it.
 *
 * @param schedule signal and noise level per time step
 * @param prediction what the network predicts
 * @param clipping what happens to predicted clean samples
 */
public record Diffusion(NoiseSchedule schedule, PredictionType prediction, Clipping clipping) {
  public Diffusion {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(prediction, "prediction");
    Objects.requireNonNull(clipping, "clipping");
  }

  /**
   * The noisy state {@code x_t = alpha_t x_0 + sigma_t eps} in place of the clean samples.
   *
   * @param samples clean samples, overwritten by noisy ones
   * @param noise standard normal numbers of the same length
   */
  public void addNoise(float[] samples, float[] noise, int t) {
    double alpha = schedule.alpha(t);
    double sigma = schedule.sigma(t);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (alpha * samples[i] + sigma * noise[i]);
    }
  }

  /**
   * The predicted clean samples, clipped.
   *
   * @param alpha signal factor of the states
   * @param sigma noise factor of the states
   * @param clean receives {@code x_0}
   */
  void cleanSamples(
      double alpha, double sigma, float[] x, float[] output, int batch, float[] clean) {
    PredictionType.Combination combination = prediction.cleanSample(alpha, sigma);
    for (int i = 0; i < x.length; i++) {
      clean[i] = (float) combination.apply(x[i], output[i]);
    }
    clipping.apply(clean, batch, x.length / batch);
  }
}
