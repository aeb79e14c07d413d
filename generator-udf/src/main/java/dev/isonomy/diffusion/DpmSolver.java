package dev.isonomy.diffusion;

/**
 * DPM-Solver++(2M) (Lu et al. 2022, "DPM-Solver++: fast solver for guided sampling", algorithm 2):
 * a second-order multistep solver of the probability flow in the half log signal-to-noise ratio
 * {@code lambda}, on predicted clean samples {@code D}. From s to t with {@code h = lambda_t -
 * lambda_s} and the step before it {@code h'}, {@code r = h' / h}:
 *
 * <pre>
 * D~ = (1 + 1/(2r)) D_s - 1/(2r) D_before
 * x_t = sigma_t / sigma_s x_s - alpha_t (e^-h - 1) D~
 * </pre>
 *
 * The first and the last step are of first order ({@code D~ = D_s}): the first one has no step
 * before it, and at the last one {@code h} is infinite.
 */
public record DpmSolver() implements Sampler {

  @Override
  public String label() {
    return "dpm-solver++";
  }

  @Override
  public boolean stochastic() {
    return false;
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
    double lambdaBefore = Double.NaN;
    for (int i = 0; i < times.length; i++) {
      double from = schedule.positiveAlphaBar(times[i]);
      double to = schedule.alphaBar(Sampler.next(times, i));
      denoiser.predict(x, batch, times[i], output);
      diffusion.cleanSamples(Math.sqrt(from), Math.sqrt(1 - from), x, output, batch, clean);
      double lambda = halfLogSnr(from);
      double h = halfLogSnr(to) - lambda;
      double ofState = Math.sqrt((1 - to) / (1 - from));
      double ofClean = -Math.sqrt(to) * Math.expm1(-h);
      boolean first = i == 0;
      boolean last = i == times.length - 1;
      double extrapolation = first || last ? 0 : h / (2 * (lambda - lambdaBefore));
      for (int j = 0; j < x.length; j++) {
        double data = clean[j] + extrapolation * (clean[j] - before[j]);
        x[j] = (float) (ofState * x[j] + ofClean * data);
      }
      float[] swap = before;
      before = clean;
      clean = swap;
      lambdaBefore = lambda;
    }
  }

  static double halfLogSnr(double alphaBar) {
    return 0.5 * (Math.log(alphaBar) - Math.log1p(-alphaBar));
  }
}
