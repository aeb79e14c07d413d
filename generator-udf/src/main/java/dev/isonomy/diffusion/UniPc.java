package dev.isonomy.diffusion;

import java.util.Optional;

/**
 * UniPC of order 2 (Zhao et al. 2023, "UniPC: a unified predictor-corrector framework for fast
 * sampling of diffusion models", with {@code B(h) = e^h - 1}, "bh2"): a multistep predictor, and a
 * corrector that costs no call of its own, as it uses the prediction of the next step. In the half
 * log signal-to-noise ratio {@code lambda}, on predicted clean samples {@code D}, from s to t with
 * {@code h = lambda_t - lambda_s}, {@code r = (lambda_before - lambda_s) / h} and {@code E = e^-h -
 * 1}:
 *
 * <pre>
 * predict:  x_t = sigma_t / sigma_s x_s - alpha_t E (D_s + (D_before - D_s) / (2 r))
 * correct:  x_t = sigma_t / sigma_s x_s - alpha_t E (D_s + c_0 (D_before - D_s) / r + c_1 (D_t - D_s))
 * c_0 + c_1 = b_1,  r c_0 + c_1 = b_2,  b_1 = (E / -h - 1) / E,  b_2 = 2 ((E / -h - 1) / -h - 1/2) / E
 * </pre>
 *
 * The first and the last step are of first order: predicted without {@code D_before}, corrected
 * with {@code c_0 = 0, c_1 = 1/2}.
 */
public record UniPc() implements Sampler {

  @Override
  public String label() {
    return "unipc";
  }

  @Override
  public boolean stochastic() {
    return false;
  }

  @Override
  public Level[] levels(Spacing spacing, Levels levels, int steps) {
    return spacing.multistep(levels, steps);
  }

  /** The weights of a step in its prediction or correction: of state, D_s, D_before and D_t. */
  private record Weights(double state, double here, double before, double next) {
    /** The new state of an element. */
    float apply(float x, float here, float before, float next) {
      return (float) (state * x + this.here * here + this.before * before + this.next * next);
    }
  }

  /**
   * A step between two levels.
   *
   * @param r where the step before it began, in units of this one: negative; NaN for first order
   */
  private record Step(Level from, Level to, double h, double r) {
    private static Step of(Level from, Level to, Optional<Level> before) {
      double lambda = from.halfLogSnr();
      double h = to.halfLogSnr() - lambda;
      double r = before.map(level -> (level.halfLogSnr() - lambda) / h).orElse(Double.NaN);
      return new Step(from, to, h, r);
    }

    private Weights weights(double ofBefore, double ofNext) {
      double scale = -to.alpha() * StrictMath.expm1(-h);
      return new Weights(
          Math.sqrt(to.noise() / from.noise()),
          scale * (1 - ofBefore - ofNext),
          scale * ofBefore,
          scale * ofNext);
    }

    Weights predictor() {
      return weights(Double.isNaN(r) ? 0 : 1 / (2 * r), 0);
    }

    Weights corrector() {
      if (Double.isNaN(r)) {
        return weights(0, 0.5);
      }
      double e = StrictMath.expm1(-h);
      double second = e / -h - 1;
      double third = second / -h - 0.5;
      double b1 = second / e;
      double b2 = 2 * third / e;
      double c0 = (b1 - b2) / (1 - r);
      return weights(c0 / r, b1 - c0);
    }
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
    float[] begun = new float[x.length]; // the state that the last step began with
    float[] next = new float[x.length];
    float[] here = new float[x.length];
    float[] before = new float[x.length];
    Step step = null;
    for (int i = 0; i < visited.length; i++) {
      Level from = visited[i].withSignal();
      denoiser.predict(x, batch, visited[i], output);
      diffusion.cleanSamples(from, x, output, batch, next);
      if (i > 0) {
        Weights corrected = step.corrector();
        for (int j = 0; j < x.length; j++) {
          x[j] = corrected.apply(begun[j], here[j], before[j], next[j]);
        }
      }
      float[] free = before;
      before = here;
      here = next;
      next = free;
      boolean first = i == 0 || i == visited.length - 1;
      Optional<Level> levelBefore =
          first ? Optional.empty() : Optional.of(visited[i - 1].withSignal());
      step = Step.of(from, Sampler.next(diffusion, visited, i), levelBefore);
      System.arraycopy(x, 0, begun, 0, x.length);
      Weights predicted = step.predictor();
      for (int j = 0; j < x.length; j++) {
        x[j] = predicted.apply(begun[j], here[j], before[j], 0);
      }
    }
  }
}
