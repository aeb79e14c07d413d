package dev.isonomy.diffusion;

/**
 * Ancestral sampling (Ho, Jain, Abbeel 2020, equations 6 and 7), written for any pair s to t with
 * {@code a = ab_s / ab_t}, {@code b = 1 - a}:
 *
 * <pre>
 * mean = sqrt(ab_t) b / (1 - ab_s) x_0 + sqrt(a) (1 - ab_t) / (1 - ab_s) x_s
 * variance = (1 - ab_t) / (1 - ab_s) b     fixed small, the posterior's
 *          = b                             fixed large
 * </pre>
 *
 * The last step, to the clean end, adds no noise.
 *
 * @param variance which of the two variances
 */
public record Ddpm(Variance variance) implements Sampler {

  /** The two bounds on the reverse process's variance. */
  public enum Variance {
    FIXED_SMALL,
    FIXED_LARGE
  }

  @Override
  public String label() {
    return variance == Variance.FIXED_SMALL ? "ddpm" : "ddpm-large";
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
      Level s = visited[i];
      Level t = Sampler.next(diffusion, visited, i);
      denoiser.predict(x, batch, s, output);
      diffusion.cleanSamples(s, x, output, batch, clean);
      double a = s.signal() / t.signal();
      double b = 1 - a;
      double kept = t.noise() / s.noise();
      double ofClean = t.alpha() * b / s.noise();
      double ofState = Math.sqrt(a) * kept;
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (ofClean * clean[j] + ofState * x[j]);
      }
      if (i + 1 < visited.length) {
        double std = Math.sqrt(variance == Variance.FIXED_SMALL ? kept * b : b);
        Ddim.addNoise(x, batch, std, fresh, noise);
      }
    }
  }
}
