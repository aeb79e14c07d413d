package dev.isonomy.diffusion;

/**
 * The network: predicts epsilon, the clean sample or v from a noisy state. A port; engines
 * implement it.
 */
@FunctionalInterface
public interface Denoiser {

  /**
   * Predicts for a batch of states that are all at the same time.
   *
   * @param x the states, {@code batch * size} numbers, sample after sample; not changed
   * @param batch number of samples
   * @param t time step in [0, N-1]
   * @param out receives the predictions, in the layout of {@code x}
   */
  void predict(float[] x, int batch, int t, float[] out);
}
