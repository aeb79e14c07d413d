package dev.isonomy.diffusion;

/**
 * Strategic stochastic sampling of trajectory consistency distillation (Zheng et al. 2024,
 * algorithm 4): a step from s to t first follows the trajectory to a cleaner level r, then noises
 * the state from r to t:
 *
 * <pre>
 * x_r = alpha_r x_0 + sigma_r eps
 * x_t = alpha_t / alpha_r x_r + sqrt(1 - alpha_t^2 / alpha_r^2) noise
 * </pre>
 *
 * where the network is told of r {@code floor((1 - eta) told_t)}, as the paper's scheduler has it.
 * The last step is not noised.
 *
 * @param eta 0 is deterministic, 1 jumps to the cleanest level and noises from there
 */
public record Tcd(double eta) implements EtaSampler {
  public Tcd {
    EtaSampler.require(eta);
  }

  @Override
  public String label() {
    return "tcd";
  }

  @Override
  public boolean distilled() {
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
    float[] fresh = new float[stochastic() ? x.length / batch : 0];
    for (int i = 0; i < visited.length; i++) {
      Level s = visited[i].withSignal();
      Level t = Sampler.next(diffusion, visited, i);
      boolean last = i == visited.length - 1;
      denoiser.predict(x, batch, visited[i], output);
      diffusion.cleanSamples(s, x, output, batch, clean);
      Level r = last ? t : cleaner(diffusion.levels(), t);
      PredictionType.Combination eps = diffusion.prediction().noise(s.alpha(), s.sigma());
      double shrunk = last ? 1 : Math.sqrt(t.signal() / r.signal());
      double ofClean = shrunk * r.alpha();
      double ofNoise = shrunk * r.sigma();
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (ofClean * clean[j] + ofNoise * eps.apply(x[j], output[j]));
      }
      if (stochastic() && !last) {
        Ddim.addNoise(x, batch, Math.sqrt(1 - t.signal() / r.signal()), fresh, noise);
      }
    }
  }

  private Level cleaner(Levels levels, Level t) {
    return levels.told(Math.floor((1 - eta) * t.told()));
  }
}
