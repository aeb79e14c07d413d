package dev.isonomy.diffusion;

/**
 * Denoising diffusion implicit models (Song, Meng, Ermon 2021, equations 12 and 16), from s to t:
 *
 * <pre>
 * sigma^2 = eta^2 (1 - ab_t) / (1 - ab_s) (1 - ab_s / ab_t)
 * x_t = sqrt(ab_t) x_0 + sqrt(1 - ab_t - sigma^2) eps + sigma noise
 * </pre>
 *
 * {@code eps} is the network's, also where {@code x_0} was clipped, as diffusers does by default.
 * Without noise this is Euler's method on the probability flow in the coordinates of EDM and of
 * rectified flows alike, and with eta = 1 the ancestral one.
 *
 * @param eta 0 is deterministic, 1 is as stochastic as DDPM
 */
public record Ddim(double eta) implements EtaSampler {
  public Ddim {
    EtaSampler.require(eta);
  }

  @Override
  public String label() {
    return "ddim";
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
    int size = x.length / batch;
    float[] output = new float[x.length];
    float[] clean = new float[x.length];
    float[] fresh = new float[stochastic() ? size : 0];
    for (int i = 0; i < visited.length; i++) {
      Level s = visited[i];
      Level t = Sampler.next(diffusion, visited, i);
      denoiser.predict(x, batch, s, output);
      diffusion.cleanSamples(s, x, output, batch, clean);
      double variance = variance(s, t);
      double std = Math.sqrt(variance);
      double ofClean = t.alpha();
      double ofNoise = Math.sqrt(Math.max(0, t.noise() - variance));
      PredictionType.Combination eps = diffusion.prediction().noise(s.alpha(), s.sigma());
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (ofClean * clean[j] + ofNoise * eps.apply(x[j], output[j]));
      }
      if (std > 0) {
        addNoise(x, batch, std, fresh, noise);
      }
    }
  }

  private double variance(Level s, Level t) {
    return eta * eta * t.noise() / s.noise() * (1 - s.signal() / t.signal());
  }

  static void addNoise(float[] x, int batch, double std, float[] fresh, StepNoise noise) {
    int size = fresh.length;
    for (int b = 0; b < batch; b++) {
      noise.fill(b, fresh);
      for (int j = 0; j < size; j++) {
        x[b * size + j] = (float) (x[b * size + j] + std * fresh[j]);
      }
    }
  }
}
