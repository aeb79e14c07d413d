package dev.isonomy.diffusion;

/**
 * Heun's method on the probability flow in the coordinates of Karras et al. 2022 (EDM, algorithm 1
 * without churn): {@code y = x / alpha}, {@code s = sigma / alpha}, {@code dy/ds = (y - D(y)) / s}.
 *
 * <pre>
 * d  = (y_i - D(y_i, s_i)) / s_i
 * y' = y_i + (s_next - s_i) d
 * y_next = y_i + (s_next - s_i) (d + (y' - D(y', s_next)) / s_next) / 2
 * </pre>
 *
 * The last step, to {@code s = 0}, is Euler's. Two network calls per step but the last.
 */
public record Heun() implements Sampler {
  /**
   * The slope of the first step is a difference of numbers of this size, and the step as long:
   * beyond, nothing is left of the image. EDM itself starts at 80, a linear schedule at 160, a
   * cosine at 20,000.
   */
  private static final double MOST_NOISE = 1000;

  @Override
  public boolean canStart(Level level) {
    return level.scaledNoise() <= MOST_NOISE;
  }

  @Override
  public String label() {
    return "heun";
  }

  @Override
  public boolean stochastic() {
    return false;
  }

  @Override
  public int evaluations(int steps) {
    return 2 * steps - 1;
  }

  @Override
  public void sample(
      Diffusion diffusion,
      Level[] visited,
      Denoiser denoiser,
      float[] x,
      int batch,
      StepNoise noise) {
    Sampler.check(diffusion, visited, x, batch);
    float[] output = new float[x.length];
    float[] clean = new float[x.length];
    float[] predicted = new float[x.length];
    float[] slope = new float[x.length];
    for (int i = 0; i < visited.length; i++) {
      Level from = visited[i].withSignal();
      Level to = Sampler.next(diffusion, visited, i);
      double alpha = from.alpha();
      double s = from.scaledNoise();
      denoiser.predict(x, batch, visited[i], output);
      diffusion.cleanSamples(from, x, output, batch, clean);
      double alphaNext = to.alpha();
      double sNext = to.scaledNoise();
      for (int j = 0; j < x.length; j++) {
        double y = x[j] / alpha;
        double d = (y - clean[j]) / s;
        slope[j] = (float) d;
        predicted[j] = (float) (alphaNext * (y + (sNext - s) * d));
      }
      if (i == visited.length - 1) {
        System.arraycopy(predicted, 0, x, 0, x.length);
        continue;
      }
      denoiser.predict(predicted, batch, to, output);
      diffusion.cleanSamples(to, predicted, output, batch, clean);
      for (int j = 0; j < x.length; j++) {
        double d = (predicted[j] / alphaNext - clean[j]) / sNext;
        x[j] = (float) (alphaNext * (x[j] / alpha + (sNext - s) * 0.5 * (slope[j] + d)));
      }
    }
  }
}
