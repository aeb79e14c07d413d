package dev.isonomy.generate;

/** P(component | latent) of a {@link LatentSource}. Safe for use by several threads. */
@FunctionalInterface
public interface ComponentPosterior {
  /**
   * The probabilities of the components.
   *
   * @param latent a latent vector of the source's width
   * @return one per component, summing to 1
   */
  double[] of(float[] latent);
}
