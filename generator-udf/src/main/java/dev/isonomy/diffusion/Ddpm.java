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
      Diffusion diffusion, int[] times, Denoiser denoiser, float[] x, int batch, StepNoise noise) {
    Sampler.check(diffusion, times, x, batch);
    NoiseSchedule schedule = diffusion.schedule();
    float[] output = new float[x.length];
    float[] clean = new float[x.length];
    float[] fresh = new float[x.length / batch];
    for (int i = 0; i < times.length; i++) {
      int s = times[i];
      int t = Sampler.next(times, i);
      denoiser.predict(x, batch, s, output);
      diffusion.cleanSamples(schedule.alpha(s), schedule.sigma(s), x, output, batch, clean);
      double from = schedule.alphaBar(s);
      double to = schedule.alphaBar(t);
      double a = from / to;
      double b = 1 - a;
      double ofClean = Math.sqrt(to) * b / (1 - from);
      double ofState = Math.sqrt(a) * (1 - to) / (1 - from);
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (ofClean * clean[j] + ofState * x[j]);
      }
      if (t != NoiseSchedule.CLEAN) {
        double posterior = (1 - to) / (1 - from) * b;
        double std = Math.sqrt(variance == Variance.FIXED_SMALL ? posterior : b);
        Ddim.addNoise(x, batch, std, fresh, noise);
      }
    }
  }
}
