package dev.isonomy.diffusion;

/**
 * The network: predicts epsilon, the clean sample or v from a noisy state. A port; engines
 * implement it.
 */
@FunctionalInterface
public interface Denoiser {

  /**
   * Predicts for a batch of states that are all at the same level.
   *
   * @param x the states, {@code batch * size} numbers, sample after sample; not changed
   * @param batch number of samples
   * @param level how noisy they are; never clean
   * @param out receives the predictions, in the layout of {@code x}
   */
  void predict(float[] x, int batch, Level level, float[] out);
}
