package dev.isonomy.generate;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.fit.Responsibilities;
import dev.isonomy.random.Purpose;

/**
 * Draws latents from the components of a Gaussian mixture that was fitted to the latents or to
 * their principal components; what those dropped is drawn back from its variance.
 *
 * @param mixture the mixture
 */
public record MixtureLatents(ProjectedMixture mixture) implements LatentSource {
  /** Draws from a mixture that was fitted to the latents themselves. */
  public MixtureLatents(GaussianMixture mixture) {
    this(ProjectedMixture.of(mixture));
  }

  @Override
  public int dimension() {
    return mixture.dimension();
  }

  @Override
  public int componentCount() {
    return mixture.mixture().componentCount();
  }

  @Override
  public void draw(int component, DrawKey key, float[] out) {
    double[] latent =
        mixture.sample(component, key.stream(Purpose.LATENT), key.stream(Purpose.RESIDUAL));
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) latent[i];
    }
  }

  /** By the mixture's own weights; what a projection drops says nothing of the component. */
  @Override
  public ComponentPosterior componentPosterior() {
    GaussianMixture inner = mixture.mixture();
    Responsibilities step = Responsibilities.of(inner, inner.mean());
    return latent -> {
      double[] row = new double[latent.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = latent[i];
      }
      return step.ofRow(mixture.projection().project(row));
    };
  }
}
