package dev.isonomy.diffusion;

import java.util.Objects;

/**
 * How a network was trained: everything a sampler must know to use it.
 *
 * @param levels what it was trained at
 * @param prediction what the network predicts
 * @param clipping what happens to predicted clean samples
 */
public record Diffusion(Levels levels, PredictionType prediction, Clipping clipping) {
  public Diffusion {
    Objects.requireNonNull(levels, "levels");
    Objects.requireNonNull(prediction, "prediction");
    Objects.requireNonNull(clipping, "clipping");
  }

  /**
   * The noisy state {@code x = alpha x_0 + sigma eps} in place of the clean samples.
   *
   * @param samples clean samples, overwritten by noisy ones
   * @param noise standard normal numbers of the same length
   */
  public void addNoise(float[] samples, float[] noise, Level level) {
    double alpha = level.alpha();
    double sigma = level.sigma();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (alpha * samples[i] + sigma * noise[i]);
    }
  }

  /**
   * The predicted clean samples, clipped.
   *
   * @param level that of the states
   * @param clean receives {@code x_0}
   */
  void cleanSamples(Level level, float[] x, float[] output, int batch, float[] clean) {
    PredictionType.Combination combination = prediction.cleanSample(level.alpha(), level.sigma());
    for (int i = 0; i < x.length; i++) {
      clean[i] = (float) combination.apply(x[i], output[i]);
    }
    clipping.apply(clean, batch, x.length / batch);
  }
}
