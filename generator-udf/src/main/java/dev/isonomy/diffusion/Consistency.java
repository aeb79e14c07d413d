package dev.isonomy.diffusion;

/**
 * Multistep sampling of networks that were distilled to jump to the clean sample at once (Song et
 * al. 2023, "Consistency models", algorithm 1; Luo et al. 2023, "Latent consistency models"): each
 * step predicts {@code x_0} and noises it to the next level,
 *
 * <pre>
 * x_t = alpha_t x_0 + sigma_t noise
 * </pre>
 *
 * and the last one leaves it as it is. The boundary scalings of such models belong to the network.
 */
public record Consistency() implements Sampler {

  @Override
  public String label() {
    return "consistency";
  }

  @Override
  public boolean distilled() {
    return true;
  }

  @Override
  public boolean stochastic() {
    return true;
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
    float[] fresh = new float[x.length / batch];
    for (int i = 0; i < visited.length; i++) {
      denoiser.predict(x, batch, visited[i], output);
      diffusion.cleanSamples(visited[i].withSignal(), x, output, batch, clean);
      boolean last = i == visited.length - 1;
      double alpha = last ? 1 : visited[i + 1].alpha();
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (alpha * clean[j]);
      }
      if (!last) {
        Ddim.addNoise(x, batch, visited[i + 1].sigma(), fresh, noise);
      }
    }
  }
}
