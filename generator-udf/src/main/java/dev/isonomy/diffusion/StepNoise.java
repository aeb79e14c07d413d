package dev.isonomy.diffusion;

/**
 * The randomness that stochastic samplers add at each step: one independent stream per sample, so
 * that an image does not depend on its neighbours in the batch.
 */
@FunctionalInterface
public interface StepNoise {

  /** For deterministic samplers: refuses to be asked. */
  StepNoise NONE =
      (sample, noise) -> {
        throw new IllegalStateException("a stochastic sampler needs step noise");
      };

  /**
   * The next standard normal numbers of a sample's stream. Called once per stochastic step, in the
   * order of the steps.
   *
   * @param sample index of the sample in the batch
   * @param noise filled completely; its length is the size of one sample
   */
  void fill(int sample, float[] noise);
}
