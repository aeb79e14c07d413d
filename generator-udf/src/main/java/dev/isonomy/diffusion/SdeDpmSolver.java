package dev.isonomy.diffusion;

/**
 * SDE-DPM-Solver++(2M) (Lu et al. 2022, "DPM-Solver++", section 5 and appendix; the midpoint
 * variant of diffusers): the second-order multistep solver of the diffusion SDE in the half log
 * signal-to-noise ratio {@code lambda}, on predicted clean samples {@code D}. From s to t with
 * {@code h = lambda_t - lambda_s}, the step before it {@code h'}, {@code r = h' / h} and fresh
 * noise {@code n}:
 *
 * <pre>
 * D~ = (1 + 1/(2r)) D_s - 1/(2r) D_before
 * x_t = sigma_t / sigma_s e^-h x_s + alpha_t (1 - e^-2h) D~ + sigma_t sqrt(1 - e^-2h) n
 * </pre>
 *
 * The first and the last step are of first order ({@code D~ = D_s}). The last one, to the clean
 * end, adds no noise.
 */
public record SdeDpmSolver() implements Sampler {

  @Override
  public String label() {
    return "sde-dpm-solver++";
  }

  @Override
  public boolean stochastic() {
    return true;
  }

  @Override
  public int evaluations(int steps) {
    return steps;
  }

  @Override
  public int[] timesteps(TimestepSpacing spacing, int trainSteps, int steps, int offset) {
    return spacing.multistep(trainSteps, steps, offset);
  }

  @Override
  public void sample(
      Diffusion diffusion, int[] times, Denoiser denoiser, float[] x, int batch, StepNoise noise) {
    Sampler.check(diffusion, times, x, batch);
    NoiseSchedule schedule = diffusion.schedule();
    float[] output = new float[x.length];
    float[] clean = new float[x.length];
    float[] before = new float[x.length];
    float[] fresh = new float[x.length / batch];
    double lambdaBefore = Double.NaN;
    for (int i = 0; i < times.length; i++) {
      double from = schedule.positiveAlphaBar(times[i]);
      double to = schedule.alphaBar(Sampler.next(times, i));
      denoiser.predict(x, batch, times[i], output);
      diffusion.cleanSamples(Math.sqrt(from), Math.sqrt(1 - from), x, output, batch, clean);
      double lambda = DpmSolver.halfLogSnr(from);
      double h = DpmSolver.halfLogSnr(to) - lambda;
      double ofState = Math.sqrt((1 - to) / (1 - from)) * Math.exp(-h);
      double ofClean = -Math.sqrt(to) * Math.expm1(-2 * h);
      boolean last = i == times.length - 1;
      double extrapolation = i == 0 || last ? 0 : h / (2 * (lambda - lambdaBefore));
      for (int j = 0; j < x.length; j++) {
        double data = clean[j] + extrapolation * (clean[j] - before[j]);
        x[j] = (float) (ofState * x[j] + ofClean * data);
      }
      if (to < 1) {
        Ddim.addNoise(x, batch, Math.sqrt((1 - to) * -Math.expm1(-2 * h)), fresh, noise);
      }
      float[] swap = before;
      before = clean;
      clean = swap;
      lambdaBefore = lambda;
    }
  }
}
