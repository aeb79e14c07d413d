package dev.isonomy.stage;

import dev.isonomy.audit.Baseline;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.error.UserException;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.run.ModelSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * How the method {@code prior} draws: a model whose latents are its own noisy states runs unaided,
 * from pure noise; one that needs a code gets codes from the mixture's own weights.
 *
 * @param baseline which of the two it is
 */
record PriorDraws(Baseline baseline) {
  static PriorDraws of(ModelBundle bundle) {
    return new PriorDraws(
        bundle.manifest().latentSpace() instanceof LatentSpace.Noisy
            ? Baseline.UNAIDED
            : Baseline.CODES);
  }

  /** Whether a method takes the model unaided. */
  boolean unaided(BalanceMethod method) {
    return method instanceof BalanceMethod.Prior && baseline == Baseline.UNAIDED;
  }

  /** The weights that a method draws by; empty for the model unaided, which takes no latent. */
  double[] drawnBy(BalanceMethod method, double[] weights) {
    return unaided(method) ? new double[0] : weights;
  }

  /**
   * Refuses a baseline that the sampler cannot draw.
   *
   * @throws UserException naming the keys
   */
  static void requireDrawable(IsonomyConfig config, ModelBundle bundle) {
    Level start = bundle.manifest().denoiser().diffusion().levels().noisiest();
    Sampler sampler = ModelSettings.sampling(config.generate(), bundle).sampler();
    List<BalanceMethod> drawn = new ArrayList<>(config.audit().methods());
    drawn.add(config.plan().method());
    for (BalanceMethod method : drawn) {
      boolean fromNoise = of(bundle).unaided(method) || method instanceof BalanceMethod.Prompted;
      if (fromNoise && !sampler.canStart(start)) {
        throw new UserException(
            "isonomy.generate.sampler must not be %s where isonomy.audit.methods or isonomy.plan.method is %s: bundle %s is drawn unaided from nearly pure noise, where its steps are too wide; take dpm-solver++, or leave %s out"
                .formatted(sampler.label(), method.name(), bundle, method.name()));
      }
    }
  }
}
