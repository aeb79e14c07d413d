package dev.isonomy.generate;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.random.Purpose;

/**
 * Draws latents from the components of a Gaussian mixture that was fitted to the latents
 * themselves.
 *
 * @param mixture the mixture
 */
public record MixtureLatents(GaussianMixture mixture) implements LatentSource {
  @Override
  public int dimension() {
    return mixture.dimension();
  }

  @Override
  public int componentCount() {
    return mixture.componentCount();
  }

  @Override
  public void draw(int component, DrawKey key, float[] out) {
    double[] latent = new double[out.length];
    mixture.sample(component, key.stream(Purpose.LATENT), latent);
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) latent[i];
    }
  }
}
