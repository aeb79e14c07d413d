package dev.isonomy.diffusion;

/**
 * DPM-Solver++(2M) (Lu et al. 2022, "DPM-Solver++: fast solver for guided sampling", algorithm 2
 * and, for the SDE, section 5; the midpoint variant of diffusers): a second-order multistep solver
 * in the half log signal-to-noise ratio {@code lambda}, on predicted clean samples {@code D}. From
 * s to t with {@code h = lambda_t - lambda_s}, the step before it {@code h'}, {@code r = h' / h}
 * and, for the SDE, fresh noise {@code n}:
 *
 * <pre>
 * D~ = (1 + 1/(2r)) D_s - 1/(2r) D_before
 * x_t = sigma_t / sigma_s x_s - alpha_t (e^-h - 1) D~                                       ODE
 * x_t = sigma_t / sigma_s e^-h x_s - alpha_t (e^-2h - 1) D~ + sigma_t sqrt(1 - e^-2h) n     SDE
 * </pre>
 *
 * The first and the last step are of first order ({@code D~ = D_s}): the first one has no step
 * before it, and at the last one {@code h} is infinite. A step to a clean end adds no noise.
 *
 * @param equation what is solved
 */
public record DpmSolver(Equation equation) implements Sampler {

  /** The two equations whose solutions have the same distributions. */
  public enum Equation {
    /** The probability flow, without noise. */
    ODE,
    /** The reverse diffusion, with fresh noise in each step. */
    SDE
  }

  @Override
  public String label() {
    return stochastic() ? "sde-dpm-solver++" : "dpm-solver++";
  }

  @Override
  public boolean stochastic() {
    return equation == Equation.SDE;
  }

  @Override
  public Level[] levels(Spacing spacing, Levels levels, int steps) {
    return spacing.multistep(levels, steps);
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
    float[] before = new float[x.length];
    float[] fresh = new float[stochastic() ? x.length / batch : 0];
    double lambdaBefore = Double.NaN;
    for (int i = 0; i < visited.length; i++) {
      Level from = visited[i].withSignal();
      Level to = Sampler.next(diffusion, visited, i);
      denoiser.predict(x, batch, visited[i], output);
      diffusion.cleanSamples(from, x, output, batch, clean);
      double lambda = from.halfLogSnr();
      double h = to.halfLogSnr() - lambda;
      double decay = stochastic() ? 2 * h : h;
      double ofState =
          Math.sqrt(to.noise() / from.noise()) * (stochastic() ? StrictMath.exp(-h) : 1);
      double ofClean = -to.alpha() * StrictMath.expm1(-decay);
      boolean firstOrder = i == 0 || i == visited.length - 1;
      double extrapolation = firstOrder ? 0 : h / (2 * (lambda - lambdaBefore));
      for (int j = 0; j < x.length; j++) {
        double data = clean[j] + extrapolation * (clean[j] - before[j]);
        x[j] = (float) (ofState * x[j] + ofClean * data);
      }
      if (stochastic() && !to.clean()) {
        Ddim.addNoise(x, batch, Math.sqrt(to.noise() * -StrictMath.expm1(-decay)), fresh, noise);
      }
      float[] swap = before;
      before = clean;
      clean = swap;
      lambdaBefore = lambda;
    }
  }
}
